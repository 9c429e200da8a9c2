import { expect, test } from 'vitest'
import { FRAMES, growing } from './growth.ts'
import { READERS } from './readers.ts'

/** Quadratic work over so much is tens of milliseconds; test:long takes every frame, files of the largest size, and YAML. */
const LENGTH = 16_384

test.each(Object.entries(READERS))('four times the text costs four times the time: %s', (_name, read) => {
  expect(growing(read, LENGTH, { frames: FRAMES.slice(0, 2) })).toEqual([])
})

test('a reader that is quadratic would be found', () => {
  const found = growing((text) => text.replace(/-+$/, ''), LENGTH, { pieces: ['-'], frames: [['', '!']] })
  expect(found.length).toBeGreaterThan(0)
})
