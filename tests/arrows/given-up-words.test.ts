import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { expect, test } from 'vitest'
import { readTree } from './tree.ts'

/** What docs/glossary.md says that no exported name and no file has any more. */
const GIVEN_UP = givenUpIn(readFileSync('docs/glossary.md', 'utf8'))

function givenUpIn(glossary: string): readonly string[] {
  const rows = (glossary.split('## Words that were given up')[1] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| '))
  return rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([a-z]+)`/g)].map(([, word = '']) => word))
}

const EXPORTED = /^export (?:async )?(?:function|const|type|class) (\w+)/gm

function namesWith(given: readonly string[], tree: Readonly<Record<string, string>>): string[] {
  return Object.entries(tree).flatMap(([path, text]) =>
    [basename(path).replace(/\..*$/, ''), ...[...text.matchAll(EXPORTED)].map(([, name = '']) => name)]
      .filter((name) => wordsOf(name).some((word) => given.includes(word)))
      .map((name) => `${path}: ${name}`),
  )
}

const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[\s_-]/)

test('no word that was given up comes back in a name', () => {
  expect(GIVEN_UP).toContain('diary')
  expect(namesWith(GIVEN_UP, readTree(['electron', 'shared', 'renderer']))).toEqual([])
})

test('one that came back would be found', () => {
  const tree = {
    'core/journal-diary.ts': 'export function openDiary() {}\nexport const DIARY_KEY = 1\nconst diary = 2',
  }
  expect(namesWith(['diary'], tree)).toEqual([
    'core/journal-diary.ts: journal-diary',
    'core/journal-diary.ts: openDiary',
    'core/journal-diary.ts: DIARY_KEY',
  ])
})
