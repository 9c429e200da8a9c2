import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { LONGEST, LongestFirst, longestFile } from '../kit/longest-first.ts'

const names = (files: readonly { moduleId: string }[]) => files.map(({ moduleId }) => moduleId)

test('every file that is said to take long is there', () => {
  expect(LONGEST.filter((name) => !existsSync(longestFile(name)))).toEqual([])
})

test('those come first, then the others by size, one project after the other', () => {
  const [first = '', second = ''] = LONGEST.map(longestFile)
  const [small, large] = [import.meta.filename, longestFile('e2e/page/page-form')]
  const files = [small, large, second, first].flatMap((moduleId) => [
    { moduleId, project: { name: 'b' } },
    { moduleId, project: { name: 'a' } },
  ])
  const sorted = new LongestFirst().sort(files)
  expect(names(sorted.filter(({ project }) => project.name === 'a'))).toEqual([first, second, large, small])
  expect(sorted.map(({ project }) => project.name).join('')).toBe('aaaabbbb')
})
