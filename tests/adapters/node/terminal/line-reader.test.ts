import { expect, test } from 'vitest'
import { createLineReader } from '../../../../electron/adapters/node/terminal/line-reader.ts'
import { processorMs } from '../../../kit/processor-time.ts'
import { fc } from '../../../kit/properties.ts'

test('however a text is cut, its lines come out', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 20 })), fc.array(fc.nat({ max: 7 })), (lines, cuts) => {
      const clean = lines.map((line) => line.replace(/\n/g, '').trim())
      const text = clean.map((line) => `${line}\n`).join('')
      const reader = createLineReader(1_000)
      const read: string[] = []
      let at = 0
      for (const cut of [...cuts, text.length]) {
        read.push(...(reader.push(text.slice(at, at + cut)) ?? []))
        at += cut
      }
      expect(read).toEqual(clean.filter((line) => line !== ''))
    }),
  )
})

test('a line may be as long as the limit and not a letter longer, with its end or without', () => {
  expect(createLineReader(3).push('abc\nabc\n')).toEqual(['abc', 'abc'])
  expect(createLineReader(3).push('abcd\n')).toBeNull()
  expect(createLineReader(3).push('abc')).toEqual([])
  const reader = createLineReader(3)
  expect(reader.push('ab')).toEqual([])
  expect(reader.push('cd')).toBeNull()
  expect(createLineReader(3).push('ab\nabcd')).toBeNull()
})

test('a megabyte that comes a few letters at a time costs no more than it should', () => {
  const reader = createLineReader(2_000_000)
  const took = processorMs(() => {
    for (let piece = 0; piece < 200_000; piece++) reader.push('12345')
    expect(reader.push('\n')?.[0]).toHaveLength(1_000_000)
  })
  expect(took).toBeLessThan(2_000)
})
