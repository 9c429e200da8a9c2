import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
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

const PROJECTS = ['shared', 'electron/core']

/** Compiles a probe as one more file of both projects; returns the numbers of its lines that were refused, from 0. */
function refusedLines(lines: string[]): number[] {
  const config = {
    extends: join(root, 'shared/tsconfig.json'),
    include: [...PROJECTS.map((project) => join(root, project, '**/*.ts')), './probe.ts'],
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

test('shared and electron/core are compiled alike', () => {
  const own = PROJECTS.map((project) => JSON.parse(readFileSync(join(root, project, 'tsconfig.json'), 'utf8')))
  const bases = own.map(({ extends: base }, at) => resolve(root, PROJECTS[at] ?? '', base))
  expect(bases).toEqual(PROJECTS.map(() => join(root, 'tsconfig.json')))
  expect(own.map(({ compilerOptions }) => compilerOptions)).toEqual(PROJECTS.map(() => ({ types: [] })))
})

test('nothing of the world compiles in them', () => {
  const pure = 'export const sum = [1, 2].map((one) => one + 1).at(-1)'
  expect(refusedLines([...worldly, pure])).toEqual([...worldly.keys()])
})
