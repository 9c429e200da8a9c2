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
