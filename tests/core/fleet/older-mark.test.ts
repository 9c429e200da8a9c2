/** An older mark that is put back in the middle of a renewal, with a backup of the store or by an admin's hand. */
import { expect, test } from 'vitest'
import { effectiveMarks, turnHolder } from '../../../electron/core/fleet/marks/turn-marks.ts'
import { LONGEST_SEND_MS } from '../../../electron/core/fleet/turn-plan.ts'
import type { Connection } from '../../../shared/connections/connection.ts'
import { code } from './vault/fleet-of.ts'
import { type Workstation, workstations } from './workstations.ts'

/** The first one has renewed once, and is in the middle of its next renewal when the mark of that first time is put back. */
async function putBack() {
  const { clock, store, server, all } = await workstations('one', 'two', 'three')
  const [one, two, three] = all as [Workstation, Workstation, Workstation]
  const asked = async ({ keeper }: Workstation, ms = 20_000) => {
    const done = code(keeper.handlers['connections.refresh']({ name: 'ward' }))
    await clock.advance(ms)
    return done
  }
  const unblocked = async ({ keeper }: Workstation) => {
    const done = code(keeper.handlers['fleet.unblock']({ name: 'ward', agreed: true }))
    await clock.advance(1_000)
    return done
  }
  await asked(one)
  const { key: mark = '', value: older = '' } = store.engine.list('renewals/').find(isMark) ?? {}
  const put = (key: string, value: string | null) =>
    store.engine.write([{ key, readAt: store.engine.read(key), value }])
  const held = one.ports.http.hold()
  const renewed = code(one.keeper.handlers['connections.refresh']({ name: 'ward' }))
  await clock.advance(1_000)
  expect([held.asked, server.sent.length]).toEqual([true, 1])
  put(mark, older)
  put(mark.replace(/asked$/, 'turn'), null)
  return { clock, store, server, one, two, three, held, renewed, asked, unblocked }
}

const isMark = ({ key }: { readonly key: string }): boolean => key.endsWith('/asked')

const ANSWER = { json: { access_token: 'access-2', refresh_token: 'refresh-of-ward-2', expires_in: 600 } }

test('nobody who has heard of that renewal sends what it has sent, and its answer counts', async () => {
  const { clock, server, two, three, held, renewed, asked } = await putBack()
  for (const other of [two, three]) expect(await asked(other)).toBe('asker_silent')
  expect(server.sent).toHaveLength(1)
  server.generation = 2
  held.answer(ANSWER)
  await clock.advance(5_000)
  expect(await renewed).toBe('done')
  for (const other of [two, three]) expect(await asked(other)).toBe('done')
  expect(server).toMatchObject({ generation: 4, ended: false })
})

test('where it never answers a person is called, and goes past it; the others believe that', async () => {
  const { clock, store, server, two, three, held, asked, unblocked } = await putBack()
  store.cut('one')
  expect(await asked(two)).toBe('asker_silent')
  await clock.advance(LONGEST_SEND_MS)
  expect(await asked(two)).toBe('refresh_reply_lost')
  expect(server.sent).toHaveLength(1)
  expect(await unblocked(two)).toBe('done')
  expect(await asked(three)).toBe('done')
  expect(server.sent).toHaveLength(2)
  expect(await unblocked(two)).toBe('nothing_blocks')
  held.answer({ trouble: 'reply_lost', sent: true })
})

test('whoever has sent it goes on by itself, as with its own mark', async () => {
  const { clock, server, one, two, held, renewed, asked } = await putBack()
  const again = one.ports.http.hold()
  held.answer({ trouble: 'reply_lost', sent: true })
  await clock.advance(20_000)
  again.answer({ trouble: 'reply_lost', sent: true })
  await clock.advance(20_000)
  expect(await renewed).not.toBe('done')
  expect(server.sent).toHaveLength(1)
  expect(await asked(two)).toBe('asker_silent')
  expect(await asked(one)).toBe('done')
  expect(await asked(two)).toBe('done')
  expect(server.ended).toBe(false)
})

test('whoever has sent it twice goes on by itself, where the mark of its first time is put back', async () => {
  const { clock, store, server, all } = await workstations('one', 'two')
  const [one, two] = all as [Workstation, Workstation]
  const begun = async (ms: number) => {
    const done = code(one.keeper.handlers['connections.refresh']({ name: 'ward' }))
    await clock.advance(ms)
    return { done }
  }
  const unanswered = () => one.ports.http.answer({ trouble: 'reply_lost', sent: true })
  const markKey = () => store.engine.list('renewals/').find(isMark)?.key ?? ''
  for (let sends = 0; sends < 4; sends++) unanswered()
  const first = await begun(20_000)
  expect(await first.done).not.toBe('done')
  const older = store.engine.read(markKey())?.value ?? ''
  const second = await begun(20_000)
  expect(await second.done).not.toBe('done')
  store.engine.write([{ key: markKey(), readAt: store.engine.read(markKey()), value: older }])
  await clock.advance(LONGEST_SEND_MS)
  expect(await code(two.keeper.handlers['connections.token']({ name: 'ward' }))).toBe('done')
  expect(server.sent).toHaveLength(0)
  expect(await (await begun(20_000)).done).toBe('done')
  expect(server).toMatchObject({ generation: 1, ended: false })
})

test('what comes while its mark is on the way counts: a refresh token whose successor is here is not sent', async () => {
  const { clock, store, server, all } = await workstations('one')
  const [{ keeper }] = all as [Workstation]
  const [stored] = store.engine.list('documents/').filter(({ key }) => !key.endsWith('manifest'))
  const envelope = JSON.parse(stored?.value ?? '')
  const document = JSON.parse(envelope.value)
  const tokens = { ...document.tokens, generation: document.tokens.generation + 1, refreshToken: 'successor' }
  for (const fate of [{}, {}, { afterMs: 1_500 }]) store.failNext('write', fate)
  const done = code(keeper.handlers['connections.refresh']({ name: 'ward' }))
  await clock.advance(1_000)
  const key = stored?.key ?? ''
  const now = store.engine.read(key)
  expect(JSON.parse(JSON.parse(now?.value ?? '').value).asked.generation).toBe(document.tokens.generation)
  const value = JSON.stringify({
    ...envelope,
    number: envelope.number + 2,
    value: JSON.stringify({ ...document, tokens }),
  })
  expect(store.engine.write([{ key, readAt: now, value }])).toBe('written')
  await clock.advance(5_000)
  expect(await done).toBe('renewed_elsewhere')
  expect(server.sent).toHaveLength(0)
})

const MARK = { revision: 7, value: 'mark' }
const marked = (generation: number, stage: 'asked' | 'about-to-send', attempt: string, after: string[] = []) => ({
  ...{ turn: null, isUnreadable: false, isOlder: false, turnAt: null, markAt: MARK, attempts: [attempt] },
  mark: { by: 'ab12', generation, stage, attempt, after },
})
const documented = (generation: number, attempt?: string) =>
  ({ tokens: { generation }, asked: { generation, at: 0, unanswered: false, attempt } }) as unknown as Connection

test.each([
  ['of that attempt', marked(5, 'asked', 'a'), documented(5, 'a')],
  ['of one that came after it', marked(5, 'asked', 'c', ['b', 'a']), documented(5, 'a')],
  ['for the set after this one', marked(6, 'asked', 'x'), documented(5, 'a')],
  ['beside a document of an earlier build', marked(4, 'asked', 'x'), documented(5)],
])('a mark %s is believed', (_which, marks, document) => {
  expect(effectiveMarks(marks, document)).toBe(marks)
})

test('a mark that has never heard of the attempt in the document stands for one that was about to send', () => {
  const believed = effectiveMarks(marked(4, 'asked', 'x', ['w']), documented(5, 'a'))
  expect(believed).toMatchObject({ markAt: MARK, mark: { generation: 5, stage: 'about-to-send', attempt: 'a' } })
  expect(believed.mark?.after).toEqual(['x', 'w'])
  expect(believed.attempts).toEqual(['a'])
})

test('of two that may have sent the same, neither goes on by itself, but whoever has begun both', async () => {
  const believed = effectiveMarks(marked(5, 'about-to-send', 'x'), documented(5, 'a'))
  expect(believed.mark).toMatchObject({ generation: 5, stage: 'about-to-send' })
  const seenBy = (...own: string[]) =>
    turnHolder(
      { attempts: { note: async () => undefined, hasAll: async (_id, all) => all.every((one) => own.includes(one)) } },
      '7',
      believed.attempts,
    )
  expect([await seenBy('a'), await seenBy('x'), await seenBy('a', 'x')]).toEqual(['another', 'another', 'ours'])
})
