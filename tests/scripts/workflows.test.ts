import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const folder = join(root, '.github', 'workflows')
const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))

test('a workflow calls only what package.json and scripts/ have', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const called = files.flatMap((text) => [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name))
  expect(called.length).toBeGreaterThan(3)
  expect(called.filter((name) => !(name in scripts))).toEqual([])
  const programs = files.flatMap((text) => [...text.matchAll(/node scripts\/([\w.-]+)/g)].map(([, name = '']) => name))
  expect(programs.filter((name) => !readdirSync(join(root, 'scripts')).includes(name))).toEqual([])
})

test('workflows may read the project and nothing else', () => {
  for (const text of files) expect(text).toMatch(/^permissions:\n {2}contents: read$/m)
})

/** A tag can be moved by whoever owns it; a commit cannot. */
test('every action is named by commit, with its version beside it', () => {
  const used = files.flatMap((text) => [...text.matchAll(/uses: (.*)/g)].map(([, action = '']) => action))
  expect(used.length).toBeGreaterThan(5)
  expect(used.filter((action) => !/^[\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([])
})

test('signatures are checked, and the source is read by CodeQL', () => {
  expect(files.join('\n')).toMatch(/run: npm audit signatures$/m)
  expect(files.join('\n')).toMatch(/uses: github\/codeql-action\/analyze@/)
})
