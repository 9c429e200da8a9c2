import { describe, expect, test } from 'vitest'
import { fullFolders, type Tree, violations } from './rules.ts'
import { readTree } from './tree.ts'

const lawful: Tree = {
  'shared/fault.ts': "import { z } from 'zod'\nexport const fault = z.string()",
  'shared/text/en.ts': "import type { fault } from '../fault.ts'\nexport type Text = typeof fault",
  'electron/core/keeper.ts':
    "import { fault } from '../../shared/fault.ts'\nexport const keeper = [fault, new Date(0)]",
  'electron/adapters/node/disk.ts': "import fs from 'node:fs'\nexport const disk = [fs, Date.now()]",
  'electron/doors/socket/socket.ts': "import { keeper } from '../core/keeper.ts'\nexport const socket = keeper",
  'electron/commands/tokens/token.ts': "import { socket } from '../doors/socket.ts'\nexport const token = socket",
  'electron/cli.ts': "const run = await import('./commands/token.ts')\nexport const cli = run",
  'renderer/page.tsx': "import { fault } from '../shared/fault.ts'\nexport const page = <p>{fault.description}</p>",
}

/** What is done to the lawful tree, and what must then be said, once and about that file. */
const broken: [string, Tree, RegExp][] = [
  ['page into electron', { 'renderer/a.ts': "import '../electron/cli.ts'" }, /renderer\/a.ts imports electron\/cli.ts/],
  ['page into electron, type', { 'renderer/a.ts': "import type { A } from '../electron/cli.ts'" }, /renderer\/a.ts/],
  ['page into electron, in a type', { 'renderer/a.ts': "type A = import('../electron/cli.ts').A" }, /renderer\/a.ts/],
  ['page into electron, re-export', { 'renderer/a.ts': "export * from '../electron/cli.ts'" }, /renderer\/a.ts/],
  ['electron into page', { 'electron/a.ts': "export { page } from '../renderer/page.tsx'" }, /electron\/a.ts/],
  ['product into tests', { 'electron/a.ts': "import '../tests/kit/clock.ts'" }, /electron\/a.ts/],
  ['shared into electron', { 'shared/a.ts': "import '../electron/cli.ts'" }, /shared\/a.ts imports electron/],
  ['shared into node', { 'shared/a.ts': "import 'node:fs'" }, /shared\/a.ts imports node:fs/],
  ['shared into a package', { 'shared/a.ts': "await import('axios')" }, /shared\/a.ts imports axios/],
  ['shared into a name like zod', { 'shared/a.ts': "import 'zod-extra'" }, /shared\/a.ts imports zod-extra/],
  [
    'core into an adapter',
    { 'electron/core/a.ts': "import '../adapters/node/disk.ts'" },
    /core\/a.ts imports electron/,
  ],
  ['core into node', { 'electron/core/a.ts': "import type fs from 'node:fs'" }, /core\/a.ts imports node:fs/],
  [
    'core into a computed place',
    { 'electron/core/a.ts': 'await import(String(1))' },
    /core\/a.ts imports \(computed\)/,
  ],
  ['adapter into a door', { 'electron/adapters/a.ts': "import '../doors/socket.ts'" }, /adapters\/a.ts/],
  ['adapter into a command', { 'electron/adapters/a.ts': "import '../commands/token.ts'" }, /adapters\/a.ts/],
  ['door into an adapter', { 'electron/doors/a.ts': "import '../adapters/node/disk.ts'" }, /doors\/a.ts/],
  ['dice', { 'shared/a.ts': 'export const a = () => Math.random()' }, /shared\/a.ts uses Math.random/],
  ['dice by another name', { 'shared/a.ts': "export const a = Math['random']" }, /shared\/a.ts uses Math.random/],
  ['clock', { 'electron/core/a.ts': 'export const a = Date.now' }, /core\/a.ts uses Date.now/],
  ['new clock', { 'electron/core/a.ts': 'export const a = new Date()' }, /core\/a.ts uses new Date\(\)/],
  ['clock as text', { 'electron/core/a.ts': 'export const a = Date()' }, /core\/a.ts uses Date\(\)/],
  ['long file', { 'electron/a.ts': 'export {}\n'.repeat(301) }, /electron\/a.ts has 301 lines/],
  [
    'full folder',
    Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`shared/rooms/a${at}.ts`, ''])),
    /shared\/rooms holds 21 files/,
  ],
  ['vague name', { 'shared/utils.ts': '' }, /shared\/utils.ts is named/],
  ['vague folder', { 'shared/common/a.ts': '' }, /shared\/common\/a.ts is named/],
  ['vague ending', { 'electron/token-manager.ts': '' }, /token-manager.ts is named/],
  [
    'circle of two, one by type',
    { 'shared/a.ts': "import './b.ts'", 'shared/b.ts': "import type { A } from './a.ts'" },
    /circle: shared\/a.ts -> shared\/b.ts -> shared\/a.ts/,
  ],
  [
    'circle of three',
    {
      'shared/a.ts': "import './b.ts'",
      'shared/b.ts': "export * from './c.ts'",
      'shared/c.ts': "await import('./a.ts')",
    },
    /circle: shared\/a.ts -> shared\/b.ts -> shared\/c.ts -> shared\/a.ts/,
  ],
  ['circle of one', { 'shared/a.ts': "import './a.ts'" }, /circle: shared\/a.ts -> shared\/a.ts/],
]

describe('the checker', () => {
  test('is content with a lawful tree', () => {
    expect(violations(lawful)).toEqual([])
  })

  test.each(broken)('goes red: %s', (_name, change, message) => {
    expect(violations({ ...lawful, ...change })).toEqual([expect.stringMatching(message)])
  })

  test('knows an import from a comment or a sentence', () => {
    const words = "// import 'node:fs'\nexport const a = \"import('axios') Math.random()\""
    expect(violations({ ...lawful, 'shared/a.ts': words })).toEqual([])
  })
})

test('every import of the product points the right way', () => {
  const tree = readTree()
  expect(Object.keys(tree).length).toBeGreaterThan(5)
  expect(violations(tree)).toEqual([])
})

test('no folder of the tests and scripts is too full', () => {
  expect(fullFolders(Object.keys(readTree(['tests', 'scripts'])))).toEqual([])
})
