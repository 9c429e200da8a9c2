/** A mark that nobody can read, or whose workstation is gone for good: what it may cost is said, and a person goes on. */
import { expect, test } from 'vitest'
import { LONGEST_SEND_MS } from '../../../electron/core/fleet/turn-plan.ts'
import { code } from './vault/fleet-of.ts'
import { type Workstation, workstations } from './workstations.ts'

async function threeOf() {
  const { clock, store, server, all } = await workstations('one', 'two', 'three')
  const [one, two, three] = all as [Workstation, Workstation, Workstation]
  const key = store.engine.list('documents/').find(({ value }) => value.includes('refresh-of-ward'))?.key ?? ''
  const mark = `renewals/${key.replace('documents/', '')}/asked`
  const put = (key: string, value: string | null) =>
    store.engine.write([{ key, readAt: store.engine.read(key), value }])
  const asked = async ({ keeper }: Workstation) => {
    const done = code(keeper.handlers['connections.refresh']({ name: 'ward' }))
    await clock.advance(20_000)
    return done
  }
  const unblocked = async ({ keeper }: Workstation, agreed: boolean) => {
    const done = code(keeper.handlers['fleet.unblock']({ name: 'ward', agreed }))
    await clock.advance(1_000)
    return done
  }
  return { clock, store, server, one, two, three, mark, put, asked, unblocked }
}

test.each([
  ['damaged', 'garbage'],
  ['of a later build', 'sealed {"version":2,"by":"one","generation":1,"stage":"thought-of","attempt":"a"}'],
])('a mark that is %s keeps all from sending, until a person has agreed to what it may cost', async (_what, text) => {
  const { store, server, one, two, three, mark, put, asked, unblocked } = await threeOf()
  put(mark, text)
  for (const each of [one, two]) expect(await asked(each)).toBe('mark_unreadable')
  expect(await unblocked(two, false)).toBe('confirm_unblock')
  expect(store.engine.read(mark)?.value).toBe(text)
  expect(server.sent).toEqual([])
  expect(await unblocked(two, true)).toBe('done')
  expect(await asked(three)).toBe('done')
  expect(server.sent).toHaveLength(1)
  expect(await unblocked(one, true)).toBe('nothing_blocks')
})

test('one that is gone for good with "about to send" is gone past by a person alone', async () => {
  const { clock, store, server, one, two, three, asked, unblocked } = await threeOf()
  const held = one.ports.http.hold()
  void one.keeper.handlers['connections.refresh']({ name: 'ward' }).catch(() => undefined)
  await clock.advance(1_000)
  expect(held.asked).toBe(true)
  // While it is at it, nobody is asked anything.
  expect(await unblocked(two, true)).toBe('renewed_elsewhere')
  store.cut('one')
  await clock.advance(LONGEST_SEND_MS + 30_000)
  expect(await asked(two)).toBe('asker_silent')
  expect(server.sent).toEqual([])
  await clock.advance(LONGEST_SEND_MS)
  expect(await asked(two)).toBe('refresh_reply_lost')
  expect(await unblocked(two, false)).toBe('confirm_unblock')
  expect(await unblocked(two, true)).toBe('done')
  expect(await asked(two)).toBe('done')
  expect(await asked(three)).toBe('done')
  expect(server.generation).toBeGreaterThan(0)
  held.answer({ trouble: 'reply_lost', sent: true })
})

test('what was given up, and edited then, is renewed by itself after a person has gone past it', async () => {
  const { clock, store, server, one, two, asked, unblocked } = await threeOf()
  const held = one.ports.http.hold()
  void one.keeper.handlers['connections.refresh']({ name: 'ward' }).catch(() => undefined)
  await clock.advance(1_000)
  store.cut('one')
  await asked(two)
  await clock.advance(2 * LONGEST_SEND_MS)
  expect(await asked(two)).toBe('refresh_reply_lost')
  const edited = two.keeper.handlers['connections.edit']({ name: 'ward', entry: { note: 'asked the ward' } })
  await clock.advance(1_000)
  await edited
  await clock.advance(600_000)
  expect(server.sent).toEqual([])
  expect(await unblocked(two, true)).toBe('done')
  await clock.advance(120_000)
  expect(server.sent).not.toEqual([])
  held.answer({ trouble: 'reply_lost', sent: true })
})

test('a key of somebody’s turn that bears no lease is nobody’s turn', async () => {
  const { server, two, mark, put, asked } = await threeOf()
  put(mark.replace(/asked$/, 'turn'), 'sealed {"by":"one","attempt":"for ever"}')
  expect(await asked(two)).toBe('done')
  expect(server.sent).toHaveLength(1)
})

test('a mark that is deleted under way is missed by whoever has heard of the sending', async () => {
  const { clock, server, one, two, mark, put, asked, unblocked } = await threeOf()
  const held = one.ports.http.hold()
  const renewed = code(one.keeper.handlers['connections.refresh']({ name: 'ward' }))
  await clock.advance(1_000)
  expect(held.asked).toBe(true)
  for (const key of [mark, mark.replace(/asked$/, 'turn')]) put(key, null)
  expect(await asked(two)).toBe('mark_unreadable')
  expect(server.sent).toEqual([])
  server.generation = 1
  held.answer({ json: { access_token: 'access-1', refresh_token: 'refresh-of-ward-1', expires_in: 600 } })
  await clock.advance(5_000)
  expect(await renewed).toBe('done')
  expect(await asked(two)).toBe('done')
  expect(await unblocked(two, true)).toBe('nothing_blocks')
})

test('a member’s mark for a set that nobody has is gone past by a person', async () => {
  const { clock, server, one, two, mark, put, asked, unblocked } = await threeOf()
  put(mark, 'sealed {"version":1,"by":"rogue","generation":1000000,"stage":"answered","attempt":"a"}')
  void asked(two)
  await clock.advance(70_000)
  expect(await unblocked(two, false)).toBe('confirm_unblock')
  expect(await unblocked(two, true)).toBe('done')
  expect(await asked(one)).toBe('done')
  expect(server.sent).toHaveLength(1)
})
