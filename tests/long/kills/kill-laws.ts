/** What no kill -9 may break, judged by the server's record alone. */
import { expect } from 'vitest'
import { PATIENCE_MS } from '../../kit/processes/until.ts'
import type { Send } from '../token-worlds.ts'

/** When the signal was sent, and when the process was seen to be gone and all that it had sent was heard; UTC ms. It died somewhere in between. */
export type Kill = { readonly called: number; readonly gone: number }

/** No refresh token is sent twice but by a keeper and the one after its kill: never at the same time, never out of doubt. */
export function expectSentOncePerKeeper(sends: readonly Send[], kills: readonly Kill[]): void {
  const latest = new Map<string, Send>()
  for (const send of sends.toSorted((one, other) => one.from - other.from)) {
    const before = latest.get(send.refresh)
    latest.set(send.refresh, send)
    if (before === undefined) continue
    const between = kills.some(({ called, gone }) => gone >= before.from && called <= send.from)
    expect(between, `a kill between two sends of one token of ${send.connection}`).toBe(true)
  }
}

/**
 * A session that is lost was lost by its reply: the token that the server refuses at last was granted before, and the
 * keeper that sent it was killed before it had saved the answer, which took `delayMs` and as long as a busy machine needs.
 */
export function expectLostOnlyByReply(
  sends: readonly Send[],
  name: string,
  kills: readonly Kill[],
  delayMs: number,
): void {
  const mine = sends.filter(({ connection }) => connection === name)
  const refused = mine.at(-1)
  const same = mine.filter(({ refresh }) => refresh === refused?.refresh)
  const granted = same.findIndex((send) => send.granted)
  const spent = same[granted]
  expect(refused?.granted, `the last word on ${name} is a no`).toBe(false)
  expect(spent, `the refused token of ${name} was granted once`).toBeDefined()
  expect(same.slice(granted + 1).every((send) => !send.granted)).toBe(true)
  const from = spent?.from ?? 0
  const death = kills.find(({ gone }) => gone >= from)
  expect((death?.called ?? Number.POSITIVE_INFINITY) - from, `${name}: from send to kill`).toBeLessThan(
    delayMs + PATIENCE_MS,
  )
}
