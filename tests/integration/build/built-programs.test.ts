import { readdirSync, readFileSync, statSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { computed, readSource } from '../../arrows/source.ts'
import { faultsCli } from '../../kit/processes/everbearer-process.ts'

const dist = resolve(import.meta.dirname, '../../../dist')

function builtFiles(): string[] {
  return readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'))
}

/** Names that tests steer the points with (kit/fault-points), and what these are called. */
const POINTS = /\bFAULT_(AT|TRACE|REFUSE|CLOCK_AHEAD|VERSION|WINDOWS)\b|request: made|slot set/

test('no program that is shipped has a point at which a test can end it', () => {
  const told = (folder: string) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(c?js|html)$/.test(name))
      .filter((name) => POINTS.test(readFileSync(join(folder, name), 'utf8')))
  expect(told(dist)).toEqual([])
  expect(told(dirname(faultsCli)).length).toBeGreaterThan(1)
})

test('the command line is a small program of its own, which loads the rest when it is needed', () => {
  const text = readFileSync(join(dist, 'cli.js'), 'utf8')
  expect(text).toMatch(/^#!\/usr\/bin\/env node\n/)
  expect(text.length).toBeLessThan(14_000)
  expect(text).toMatch(/import\(["']\.\/chunks\//)
})

test.skipIf(process.platform === 'win32')('the command line can be run by its path', () => {
  expect(statSync(join(dist, 'cli.js')).mode & 0o111).toBe(0o111)
})

/** A leftover would point at a source file that an installed product does not have. */
test('every file that is run by its address lies where the programs look for it', () => {
  const texts = builtFiles().map((name) => readFileSync(join(dist, name), 'utf8'))
  expect(texts.filter((text) => /new URL\([^)]*\.ts['"`]/.test(text))).toEqual([])
  expect(texts.filter((text) => text.includes('keychain-program.js'))).not.toEqual([])
  expect(builtFiles()).toContain('keychain-program.js')
})

/** Every other package is part of the bundle; one more here would be missing where only dist/ and these are installed. */
test('only compiled packages, and the runtime of the desktop, are loaded from outside', () => {
  const imported = builtFiles()
    .flatMap((name) => {
      const text = readFileSync(join(dist, name), 'utf8')
      return [...readSource(name, text).imports, ...requiredIn(text)]
    })
    .filter((name) => name !== computed && !name.startsWith('.') && !isBuiltin(name))
  expect([...new Set(imported)].sort()).toEqual(['electron', 'fs-native-extensions', 'keytar'])
})

/** What is loaded by whatever `createRequire` has made. */
function requiredIn(text: string): string[] {
  const loaders = [...text.matchAll(/(\w+) = createRequire\(/g)].map(([, name = '']) => name)
  const calls = [...text.matchAll(/\b(\w+)\(["']([^"']+)["']\)/g)]
  return calls.flatMap(([, by = '', name = '']) => (loaders.includes(by) ? [name] : []))
}
