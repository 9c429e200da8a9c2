import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { root } from './tree.ts'

/** One use of the world per line. */
const worldly = [
  'setTimeout(() => {}, 1)',
  'setInterval(() => {}, 1)',
  "fetch('/')",
  'process.exit()',
  "Buffer.from('a')",
  "new URL('a:b')",
  "console.log('a')",
  'window.close()',
  'document.title',
  'performance.now()',
  'crypto.randomUUID()',
  'new TextEncoder()',
  "require('fs')",
  "import('node:fs')",
]

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'everbearer-purity-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Compiles a probe as one more file of a project; returns the numbers of its lines that were refused, from 0. */
function refusedLines(project: string, lines: string[]): number[] {
  const config = {
    extends: join(root, project, 'tsconfig.json'),
    include: [join(root, project, '**/*.ts'), './probe.ts'],
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  writeFileSync(join(folder, 'probe.ts'), `${lines.join('\n')}\nexport {}\n`)
  const refused = [...compile().matchAll(/probe\.ts\((\d+),/g)].map((match) => Number(match[1]) - 1)
  return [...new Set(refused)].sort((one, other) => one - other)
}

/** tsc's output. Its exit code says nothing here: other files of the project may be wrong too. */
function compile(): string {
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  try {
    return execFileSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], { encoding: 'utf8' })
  } catch (trouble) {
    return String((trouble as { stdout: unknown }).stdout)
  }
}

test.each(['shared', 'electron/core'])(
  'nothing of the world compiles in %s',
  (project) => {
    const pure = 'export const sum = [1, 2].map((one) => one + 1).at(-1)'
    expect(refusedLines(project, [...worldly, pure])).toEqual([...worldly.keys()])
    // It starts a compiler, which on a busy machine takes its time.
  },
  60_000,
)
