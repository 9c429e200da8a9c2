import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './tree.ts'

/** Put together here, so that this file does not name one itself. */
const hosts = [
  ['registry', 'npmjs', 'org'],
  ['registry', 'yarnpkg', 'com'],
  ['registry', 'npmmirror', 'com'],
  ['npm', 'pkg', 'github', 'com'],
  ['npm', 'jsr', 'io'],
].map((parts) => parts.join('\\.'))

/** A mirror of somebody's own, by the usual names of such servers. */
const mirrors = ['registry', 'npm', 'nexus', 'artifactory', 'verdaccio'].map((name) => `https?://${name}[.:-]`)

const pattern = [...hosts, ...mirrors].join('|')

/** Lines of files in the git index that match, as `path:line:text`. git ends with 1 when there are none. */
function indexLines(expression: string): string[] {
  try {
    const found = execFileSync('git', ['grep', '--cached', '-nIE', expression], { cwd: root, encoding: 'utf8' })
    return found.trimEnd().split('\n')
  } catch (trouble) {
    if ((trouble as { status?: number }).status === 1) return []
    throw trouble
  }
}

test('no file tells where packages were downloaded from', () => {
  expect(indexLines(pattern)).toEqual([])
})

test('the search finds what there is', () => {
  expect(indexLines('"name": "everbearer"')).toEqual(expect.arrayContaining([expect.stringMatching(/^package\.json:/)]))
  expect(new RegExp(pattern).test(`https://${['registry', 'npmjs', 'org'].join('.')}/zod`)).toBe(true)
  expect(new RegExp(pattern).test('http://npm.intranet.example/zod')).toBe(true)
})

test('the lock file has checksums and no addresses', () => {
  const lock: { packages: Record<string, { resolved?: string; integrity?: string }> } = JSON.parse(
    readFileSync(join(root, 'package-lock.json'), 'utf8'),
  )
  const packages = Object.entries(lock.packages).filter(([path]) => path !== '')
  expect(packages.length).toBeGreaterThan(50)
  expect(packages.filter(([, entry]) => entry.resolved !== undefined)).toEqual([])
  expect(packages.filter(([, entry]) => !entry.integrity)).toEqual([])
})
