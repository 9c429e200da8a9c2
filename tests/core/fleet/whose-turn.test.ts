import { describe, expect, test } from 'vitest'
import { type AskedMark, readMark, writeMark } from '../../../electron/core/fleet/asked-mark.ts'
import {
  LONGEST_SEND_MS,
  stageAfter,
  type TurnFacts,
  type TurnStep,
  whoseTurn,
} from '../../../electron/core/fleet/whose-turn.ts'

const mark = (by: string, generation: number, stage: AskedMark['stage']): AskedMark => ({
  by,
  generation,
  stage,
  attempt: 'a1',
})
const facts: TurnFacts = { me: 'me', spends: true, generation: 5, turnOf: null, mark: null, openForMs: 0 }

const ask: TurnStep = { do: 'take', mark: 'asked' }
const goOn: TurnStep = { do: 'take', mark: 'about-to-send' }
const answer: TurnStep = { do: 'wait', for: 'answer' }
const newer: TurnStep = { do: 'wait', for: 'newer-set' }

describe('who may send', () => {
  test.each<[string, Partial<TurnFacts>, TurnStep]>([
    ['nobody has asked yet', {}, ask],
    ['another one is at it', { turnOf: 'other' }, { do: 'wait', for: 'turn' }],
    [
      'another one is at it, with a mark of mine',
      { turnOf: 'other', mark: mark('me', 5, 'about-to-send') },
      {
        do: 'wait',
        for: 'turn',
      },
    ],
    ['my own turn from before a crash', { turnOf: 'me' }, ask],
    ['a mark for a set before this one', { mark: mark('other', 4, 'about-to-send') }, ask],
    ['asked only, by one that is gone', { mark: mark('other', 5, 'asked') }, ask],
    ['asked only, by me', { mark: mark('me', 5, 'asked') }, ask],
    ['given back', { mark: mark('other', 5, 'given-back') }, ask],
    ['about to send, by one that is gone', { mark: mark('other', 5, 'about-to-send') }, answer],
    [
      'the same, a moment before it is too long',
      {
        mark: mark('other', 5, 'about-to-send'),
        openForMs: LONGEST_SEND_MS - 1,
      },
      answer,
    ],
    [
      'the same for too long',
      { mark: mark('other', 5, 'about-to-send'), openForMs: LONGEST_SEND_MS },
      {
        do: 'give-up',
      },
    ],
    ['about to send, by me', { mark: mark('me', 5, 'about-to-send'), openForMs: 10 * LONGEST_SEND_MS }, goOn],
    ['answered: its successor has not come here yet', { mark: mark('other', 5, 'answered') }, newer],
    ['answered by me, though it is not here', { mark: mark('me', 5, 'answered') }, newer],
    ['a later set was asked for, however that ended', { mark: mark('other', 6, 'given-back') }, newer],
    [
      'a later set that never comes',
      { mark: mark('other', 6, 'answered'), openForMs: LONGEST_SEND_MS },
      {
        do: 'give-up',
      },
    ],
    [
      'nothing is spent: no mark, whatever lies there',
      { spends: false, mark: mark('other', 5, 'about-to-send') },
      {
        do: 'take',
        mark: null,
      },
    ],
    ['nothing is spent, and another one is at it', { spends: false, turnOf: 'other' }, { do: 'wait', for: 'turn' }],
  ])('%s', (_name, given, step) => {
    expect(whoseTurn({ ...facts, ...given })).toEqual(step)
  })

  test('an open "about to send" of another is never sent, whatever else there is', () => {
    for (const turnOf of [null, 'me', 'other'])
      for (const openForMs of [0, 1, LONGEST_SEND_MS, Number.POSITIVE_INFINITY])
        expect(whoseTurn({ ...facts, turnOf, openForMs, mark: mark('other', 5, 'about-to-send') }).do).not.toBe('take')
  })
})

test.each([
  ['the new set is in the store', { generation: 6 }, 'answered'],
  ['the new set is here alone', { generation: 6, unsaved: true }, null],
  ['nothing is known of what was sent', { unanswered: true }, null],
  ['a refusal that is not in the store yet', { unsaved: true }, null],
  ['nothing was sent, or answered without a new set', {}, 'given-back'],
] as const)('the mark after an attempt: %s', (_name, given, stage) => {
  expect(stageAfter({ asked: 5, generation: 5, unsaved: false, unanswered: false, ...given })).toBe(stage)
})

test('a mark is read as it was written, and one that cannot be read lets nobody send', () => {
  const written = mark('ab12', 7, 'about-to-send')
  expect(readMark(writeMark(written), 'k')).toEqual(written)
  for (const text of ['', '{}', writeMark(written).replace('about-to-send', 'sent'), '{"version":2}'])
    expect(() => readMark(text, 'k')).toThrow(
      expect.objectContaining({ fault: { code: 'store_damaged', params: { key: 'k' } } }),
    )
})
