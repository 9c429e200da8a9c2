import { expect, test } from 'vitest'
import { FRAMES, growing, PIECES } from '../../growth/growth.ts'
import { READERS, YAML_READERS } from '../../growth/readers.ts'
import { seededRandom } from '../../kit/seeded-random.ts'

/** As much as one call may bring. */
const LENGTH = 262_144
const MIXED = 40

/** Made of several of the pieces each, so that what stops a reader only together is met as well. */
function mixedPieces(seed: number): string[] {
  const { fraction } = seededRandom(seed)
  const one = (): string => PIECES[Math.floor(fraction() * PIECES.length)] ?? ''
  return Array.from({ length: MIXED }, () => one() + one() + one())
}

const pieces = [...PIECES, ...mixedPieces(20_261_128)]

test.each(Object.entries(READERS))('%s takes the largest text in linear time', (_name, read) => {
  expect(growing(read, LENGTH, { pieces, frames: FRAMES.slice(0, 3), worthMs: 60 })).toEqual([])
})

/** Each push takes the first frames. */
test.each(Object.entries(READERS))(
  '%s: four times the text costs four times the time, in whatever frame',
  (_name, read) => {
    expect(growing(read, LENGTH / 16, { frames: FRAMES.slice(2) })).toEqual([])
  },
)

/** Its library takes a hundred times as long as all else, so what it is given is shorter. */
test.each(Object.entries(YAML_READERS))('%s takes a long text in linear time', (_name, read) => {
  expect(growing(read, LENGTH / 16, { pieces, frames: [['', '']], worthMs: 60 })).toEqual([])
  expect(growing(read, LENGTH / 128, { frames: FRAMES.slice(1, 2) })).toEqual([])
})
