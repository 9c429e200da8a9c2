import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { expect, test } from 'vitest'
import { deadReferences, type Papers } from './references.ts'
import { readTree, root } from './tree.ts'

const OURS = ['.github', 'docs', 'electron', 'renderer', 'scripts', 'shared', 'tests']

const paths = [
  ...readdirSync(root),
  ...OURS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/')),
  ),
]

function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

const documents = Object.fromEntries(paths.filter((path) => path.endsWith('.md')).map((path) => [path, textOf(path)]))
const papers: Papers = { files: new Set(paths), documents }
const sources = { ...readTree(OURS), 'vite.config.ts': textOf('vite.config.ts'), ...documents }

test('every file, section and link that comments and documents name is there', () => {
  const dead = Object.entries(sources).map(([path, text]) => [path, deadReferences(path, text, papers)] as const)
  expect(dead.filter(([, found]) => found.length > 0)).toEqual([])
})

const madeUp: Papers = {
  files: new Set(['docs/plan.md', 'docs/guide.md', 'shared/here.ts']),
  documents: { 'docs/plan.md': '## 2. Second\n- **2a. A part**: so\n## Laws\n', 'docs/guide.md': '# Guide\n' },
}

test.each([
  ['a file that is gone', 'shared/a.ts', '/** As gone.ts does. */', ['gone.ts']],
  ['a file in another folder', 'shared/a.ts', '// See core/here.ts.', ['core/here.ts']],
  [
    'a folder that is gone',
    'docs/guide.md',
    'All of `shared/there`, and shared/where.',
    ['shared/there', 'shared/where'],
  ],
  ['a document that is not there', 'shared/a.ts', '/** Why: docs/none.md 2. */', ['docs/none.md', 'docs/none.md 2']],
  ['a number that is not there', 'shared/a.ts', '/** (docs/plan.md 2, 2a and 3) */', ['docs/plan.md 3']],
  ['one of a run', 'shared/a.ts', '/** docs/plan.md 1 to 2 */', ['docs/plan.md 1']],
  ['a heading that is not there', 'shared/a.ts', '/** docs/plan.md "Lores" */', ['docs/plan.md Lores']],
  ['a decision without its document', 'shared/a.ts', '/** So it was decided (decision 9). */', ['decision 9']],
  ['a section of nothing', 'shared/a.ts', '/** The rule (section 2). */', ['section 2']],
  ['a section of the cited document', 'shared/a.ts', '/** docs/plan.md */ // section 7', ['section 7']],
  ['a citation over two lines', 'shared/a.ts', '/**\n * docs/plan.md\n * "Lores"\n */', ['docs/plan.md Lores']],
  ['a link of a document', 'docs/guide.md', '[plan](plans.md)', ['plans.md', '](plans.md)']],
  ['an anchor', 'docs/guide.md', '[plan](plan.md#lores)', ['](plan.md#lores)']],
])('%s would be found', (_what, path, text, told) => {
  expect(deadReferences(path, text, madeUp)).toEqual(told)
})

test('what is there is not complained about', () => {
  const code = `/** shared/here.ts, here.ts, docs/plan.md 2 and 2a, docs/plan.md "Laws". Section 2a; RFC 6749 section 5.1. */`
  expect(deadReferences('shared/a.ts', `${code}\nconst text = 'gone.ts'`, madeUp)).toEqual([])
  expect(deadReferences('docs/guide.md', '[a](plan.md#laws) [b](../shared/here.ts) `here.ts`', madeUp)).toEqual([])
})
