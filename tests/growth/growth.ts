/** How much longer a reader takes for a text four times as long. */
import { processorMs } from '../kit/processor-time.ts'

/** What the text is made of, over and over: each has stopped some reader of some program. */
export const PIECES = [
  ...'a1-_ .,:;=/\\?&%#*!|@{}[]()<>"\'`~+$\n\t\u2028\u200bé\ud83d',
  '\r\n',
  'a.',
  'a=',
  'a: ',
  'a-',
  '-a',
  '- ',
  ' =',
  '=\n',
  'a=b\n',
  'a: b\n',
  'token: a\n',
  'TOKEN\n',
  'a:\n  ',
  '[[',
  '{"a":',
  '"a",',
  '""',
  "''",
  '\\"',
  'Bearer ',
  'bearer',
  'export ',
  'https://',
  '//',
  '://',
  '{a}',
  'x.y.',
  'eyJ',
  'eyJhbGciOiJub25lIn0.',
  'abcdefgh.abcdefgh.',
  '127.0.0.1.',
  '1d',
  '2026-',
  '&a=b',
  '<a>',
  '%41',
  '* a\n',
  'a@',
  'expired on ',
] as const

/** What stands before and after: many readers look further only once they have seen a beginning, or an end that does not fit. */
export const FRAMES: readonly (readonly [string, string])[] = [
  ['', ''],
  ['', '!'],
  ['a', '\n'],
  ['TOKEN=', ''],
  ['access_token: "', '"'],
  ['{"access_token":"', '"}'],
  ['{"settings":{"baseUrl":"https://a/', '"}}'],
  ['https://a.example/', '?'],
  ['"', 'x'],
]

/** Of three runs the quickest, in the processor time of this thread (ms), so that a busy machine changes little. */
function cost(work: () => void): number {
  return Math.min(...[1, 2, 3].map(() => processorMs(work)))
}

/** Four times the text may cost four times the time; sixteen times is what quadratic means. */
const MOST_TIMES = 7
/** A busy machine can make one measurement look bad; three in a row are the reader's own. */
const TURNS = [1, 2, 3]

/**
 * The texts for which `read` grows too fast, by piece and frame. Only what takes more than `worthMs` for the long text is
 * looked at more closely: below that, the clock says nothing.
 */
export function growing(
  read: (text: string) => unknown,
  length: number,
  { pieces = PIECES as readonly string[], frames = FRAMES, worthMs = 20 } = {},
): string[] {
  const run = (text: string) => () => {
    try {
      read(text)
    } catch {
      // What it makes of the text is other tests' business.
    }
  }
  return pieces.flatMap((piece) =>
    frames.flatMap(([before, after]) => {
      const filled = (letters: number) => before + piece.repeat(Math.ceil(letters / piece.length)) + after
      if (processorMs(run(filled(length))) < worthMs) return []
      const turns = TURNS.map(() => ({ short: cost(run(filled(length / 4))), long: cost(run(filled(length))) }))
      const fits = turns.some(({ short, long }) => long < worthMs || long <= MOST_TIMES * short)
      const [{ short, long } = { short: 0, long: 0 }] = turns
      const told = `${JSON.stringify([before, piece, after])}: ${short.toFixed(1)} ms, then ${long.toFixed(1)} ms`
      return fits ? [] : [told]
    }),
  )
}
