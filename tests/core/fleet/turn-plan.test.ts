import { describe, expect, test } from 'vitest'
import { type AskedMark, readMark, writeMark } from '../../../electron/core/fleet/marks/asked-mark.ts'
import {
  LONGEST_SEND_MS,
  nextTurnStep,
  stageAfter,
  type TurnFacts,
  type TurnHolder,
  type TurnStep,
} from '../../../electron/core/fleet/turn-plan.ts'

const mark = (markOf: TurnHolder, generation: number, stage: AskedMark['stage']) => ({
  markOf,
  mark: { generation, stage },
})
const facts: TurnFacts = { spends: true, generation: 5, turn: null, mark: null, markOf: null, openForMs: 0 }

const ask: TurnStep = { do: 'take', mark: 'asked' }
const goOn: TurnStep = { do: 'take', mark: 'about-to-send' }
const answer: TurnStep = { do: 'wait', for: 'answer' }
const newer: TurnStep = { do: 'wait', for: 'newer-set' }

describe('who may send', () => {
  test.each<[string, Partial<TurnFacts>, TurnStep]>([
    ['nobody has asked yet', {}, ask],
    ['another one is at it', { turn: 'another' }, { do: 'wait', for: 'turn' }],
    [
      'another one is at it, with a mark of mine',
      { turn: 'another', ...mark('ours', 5, 'about-to-send') },
      {
        do: 'wait',
        for: 'turn',
      },
    ],
    ['my own turn from before a crash', { turn: 'ours' }, ask],
    ['a mark for a set before this one', { ...mark('another', 4, 'about-to-send') }, ask],
    ['asked only, by one that is gone', { ...mark('another', 5, 'asked') }, ask],
    ['asked only, by me', { ...mark('ours', 5, 'asked') }, ask],
    ['given back', { ...mark('another', 5, 'given-back') }, ask],
    ['about to send, by one that is gone', { ...mark('another', 5, 'about-to-send') }, answer],
    [
      'the same, a moment before it is too long',
      {
        ...mark('another', 5, 'about-to-send'),
        openForMs: LONGEST_SEND_MS - 1,
      },
      answer,
    ],
    [
      'the same for too long',
      { ...mark('another', 5, 'about-to-send'), openForMs: LONGEST_SEND_MS },
      {
        do: 'give-up',
      },
    ],
    ['about to send, by me', { ...mark('ours', 5, 'about-to-send'), openForMs: 10 * LONGEST_SEND_MS }, goOn],
    ['answered: its successor has not come here yet', { ...mark('another', 5, 'answered') }, newer],
    ['answered by me, though it is not here', { ...mark('ours', 5, 'answered') }, newer],
    ['a later set was asked for, however that ended', { ...mark('another', 6, 'given-back') }, newer],
    [
      'a later set that never comes',
      { ...mark('another', 6, 'answered'), openForMs: LONGEST_SEND_MS },
      {
        do: 'give-up',
      },
    ],
    [
      'nothing is spent: no mark, whatever lies there',
      { spends: false, ...mark('another', 5, 'about-to-send') },
      {
        do: 'take',
        mark: null,
      },
    ],
    ['nothing is spent, and another one is at it', { spends: false, turn: 'another' }, { do: 'wait', for: 'turn' }],
  ])('%s', (_name, given, step) => {
    expect(nextTurnStep({ ...facts, ...given })).toEqual(step)
  })

  test('an open "about to send" of another is never sent, whatever else there is', () => {
    for (const turn of [null, 'ours', 'another'] as const)
      for (const openForMs of [0, 1, LONGEST_SEND_MS, Number.POSITIVE_INFINITY])
        expect(nextTurnStep({ ...facts, turn, openForMs, ...mark('another', 5, 'about-to-send') }).do).not.toBe('take')
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
  const written: AskedMark = { by: 'ab12', attempt: 'a1', generation: 7, stage: 'about-to-send', after: ['a0'] }
  expect(readMark(writeMark(written), 'k')).toEqual(written)
  for (const text of ['', '{}', writeMark(written).replace('about-to-send', 'sent'), '{"version":2}'])
    expect(() => readMark(text, 'k')).toThrow(
      expect.objectContaining({ fault: { code: 'store_damaged', params: { key: 'k' } } }),
    )
})

test('a mark of a build that named none before it is read, and one that says more by that build too', () => {
  const mark = { version: 1, by: 'ab12', generation: 5, stage: 'asked', attempt: 'a' }
  expect(readMark(JSON.stringify(mark), 'k')).toMatchObject({ attempt: 'a', after: [] })
  expect(readMark(JSON.stringify({ ...mark, after: [], later: 1 }), 'k')).toMatchObject({ attempt: 'a' })
})
