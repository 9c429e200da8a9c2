import { readdirSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..', '..')
const MAPS = ['README.md', 'electron/README.md', 'renderer/README.md', 'tests/kit/electron/README.md']

const files = ['electron', 'renderer', 'shared', 'tests', 'scripts'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => basename(path)),
)

test.each(MAPS)('%s names no file that is gone', (map) => {
  const text = readFileSync(join(root, map), 'utf8')
  const named = [...text.matchAll(/`(?:[\w-]+\/)*([\w-]+(?:\.test)?\.(?:ts|tsx|mjs))`/g)].map(([, name = '']) => name)
  expect(named.filter((name) => !files.includes(name))).toEqual([])
})
