import { expect, test } from 'vitest'
import { slowPatterns } from './patterns.ts'
import { readTree } from './tree.ts'

test('no pattern of ours takes more than linear time over any text', () => {
  expect(slowPatterns(readTree())).toEqual([])
})

test.each([
  ['a run that is not at the end', 'text.replace(/-+$/, "")', '/-+$/ (Move)'],
  ['two that can take the same letters', 'const p = /^\\s*(.+?),?\\s*$/', '/^\\s*(.+?),?\\s*$/ (Trade)'],
  ['a repeated repetition', 'const p = /^(a+)+b/', '/^(a+)+b/ (exponential)'],
  ['a pattern out of some text', 'new RegExp(text)', 'a pattern that is put together'],
])('%s would be found', (_what, source, told) => {
  expect(slowPatterns({ 'made-up.ts': source })).toEqual([`made-up.ts: ${told}`])
})
