/** An older state of the store is put back: whoever had seen it further knows, and sends nothing until the others had time to tell. */
import { expect, onTestFinished, test } from 'vitest'
import { memoryVault } from '../../../electron/adapters/node/vaults/memory-vault.ts'
import { effectiveMarks } from '../../../electron/core/fleet/marks/turn-marks.ts'
import { storeAge } from '../../../electron/core/fleet/store/store-age.ts'
import { LONGEST_SEND_MS } from '../../../electron/core/fleet/turn-plan.ts'
import type { Connection } from '../../../shared/connections/connection.ts'
import { type Fault, faultOf } from '../../../shared/fault.ts'
import { handClock } from '../../kit/hand-clock.ts'
import { code } from './vault/fleet-of.ts'
import { type Workstation, workstations } from './workstations.ts'

const at = (revision: number, cluster = 'a') => ({ cluster, revision })

async function aged() {
  const clock = handClock()
  const local = memoryVault()
  const age = storeAge({ clock, local })
  const answered = async (moment: ReturnType<typeof at>, by = age) => (await by.beforeCall())(moment)
  await answered(at(10))
  return { clock, local, age, answered }
}

test.each([
  ['an earlier moment of the same store', at(9)],
  ['another store, however far', at(99, 'b')],
])('an answer from %s unsettles it for as long as any send can last', async (_which, moment) => {
  const { clock, age, answered } = await aged()
  expect(age.unsettledMs()).toBe(0)
  await answered(moment)
  expect(age.unsettledMs()).toBe(LONGEST_SEND_MS)
  expect([age.mayBeOlder(moment.revision), age.mayBeOlder(moment.revision + 1)]).toEqual([true, false])
  await clock.advance(LONGEST_SEND_MS - 1)
  expect(age.unsettledMs()).toBe(1)
  await clock.advance(1)
  expect(age.unsettledMs()).toBe(0)
  await answered(at(moment.revision, moment.cluster))
  expect(age.unsettledMs()).toBe(0)
})

test('answers that overtake each other say nothing, and news counts as seen', async () => {
  const { age, answered } = await aged()
  const [first, second] = [await age.beforeCall(), await age.beforeCall()]
  second(at(12))
  first(at(11))
  expect(age.unsettledMs()).toBe(0)
  age.noteNews(at(20))
  const late = await age.beforeCall()
  await answered(at(19))
  expect(age.unsettledMs()).toBe(LONGEST_SEND_MS)
  // Its answer was on its way when the older state was put back.
  late(at(20))
  expect(age.mayBeOlder(20)).toBe(false)
})

test('the next process here knows as much, and waits for what is left', async () => {
  const { clock, local, age, answered } = await aged()
  await age.save()
  const next = storeAge({ clock, local })
  await answered(at(3), next)
  expect(next.unsettledMs()).toBe(LONGEST_SEND_MS)
  await next.save()
  await clock.advance(LONGEST_SEND_MS - 1)
  const third = storeAge({ clock, local })
  await answered(at(4), third)
  expect([third.unsettledMs(), third.mayBeOlder(3), third.mayBeOlder(4)]).toEqual([1, true, false])
  await clock.advance(1)
  expect(third.unsettledMs()).toBe(0)
})

const ANSWER = { json: { access_token: 'access-1', refresh_token: 'refresh-of-ward-1', expires_in: 600 } }

/** A backup is made, the first one sends its refresh token, and the backup is put back before anybody has heard of that. */
async function putBackUnheard() {
  const fleet = await workstations('one', 'two')
  const { clock, store } = fleet
  const [one, two] = fleet.all as [Workstation, Workstation]
  const asked = async ({ keeper }: Workstation) => {
    const done = code(keeper.handlers['connections.refresh']({ name: 'ward' }))
    await clock.advance(1_000)
    return done
  }
  const goBack = store.snapshot()
  // Something else happens in the store, of which the other one hears.
  await two.keeper.handlers['connections.edit']({ name: 'ward', entry: { note: 'n' } })
  store.cut('two')
  const held = one.ports.http.hold()
  const renewed = code(one.keeper.handlers['connections.refresh']({ name: 'ward' }))
  await clock.advance(1_000)
  expect(held.asked).toBe(true)
  store.cut('one')
  goBack()
  store.join('two')
  return { ...fleet, one, two, asked, held, renewed }
}

test('whoever has heard nothing of a renewal waits for whoever may be at one, and its answer counts', async () => {
  const { clock, store, server, one, two, asked, held, renewed } = await putBackUnheard()
  expect(await asked(two)).toBe('store_unsettled')
  server.generation = 1
  held.answer(ANSWER)
  store.join('one')
  await clock.advance(20_000)
  expect(await renewed).toBe('done')
  await clock.advance(LONGEST_SEND_MS)
  for (const each of [one, two]) expect(await asked(each)).toBe('done')
  expect(server.ended).toBe(false)
})

test('whoever never comes back is not waited for any longer than that', async () => {
  const { clock, two, asked, held } = await putBackUnheard()
  expect(await asked(two)).toBe('store_unsettled')
  await clock.advance(LONGEST_SEND_MS / 2)
  const refused = two.keeper.handlers['connections.refresh']({ name: 'ward' }).catch(faultOf)
  await clock.advance(1_000)
  const { code: still, params } = (await refused) as Fault
  expect([still, params?.['name']]).toEqual(['store_unsettled', 'ward'])
  // How long it is yet.
  expect(params?.['seconds']).toBeGreaterThan(0)
  expect(params?.['seconds']).toBeLessThan(LONGEST_SEND_MS / 1_000)
  await clock.advance(LONGEST_SEND_MS)
  expect(await asked(two)).toBe('done')
  held.answer({ trouble: 'reply_lost', sent: true })
})

test('whoever stood still in the middle of an attempt looks before it sends once more', async () => {
  const { clock, store, server, all } = await workstations('one', 'two')
  const [one, two] = all as [Workstation, Workstation]
  const refreshed = ({ keeper }: Workstation) => code(keeper.handlers['connections.refresh']({ name: 'ward' }))
  const goBack = store.snapshot()
  store.cut('two')
  const held = one.ports.http.hold()
  const first = refreshed(one)
  await clock.advance(1_000)
  expect(held.asked).toBe(true)
  const goOn = one.stop()
  onTestFinished(goOn)
  goBack()
  store.join('two')
  // Nothing tells it that the store was any further.
  const second = refreshed(two)
  await clock.advance(10_000)
  expect(await second).toBe('done')
  // What the first one hears first is that no reply came: of its lease it has heard nothing yet.
  held.answer({ trouble: 'reply_lost', sent: true })
  await clock.settle()
  goOn()
  await clock.advance(20_000)
  expect(await first).toBe('renewed_elsewhere')
  expect(server.sent).toEqual(['Bearer refresh-of-ward-0'])
  const last = refreshed(one)
  await clock.advance(1_000)
  expect([await last, server.ended]).toEqual(['done', false])
})

test('a store that is too slow each time is not looked at for ever, and nothing is sent', async () => {
  const { clock, server, all } = await workstations('one')
  const [one] = all as [Workstation]
  let since = clock.sinceBoot()
  clock.sinceBoot = () => (since += 6_000)
  const refreshed = code(one.keeper.handlers['connections.refresh']({ name: 'ward' }))
  await clock.advance(1_000)
  expect(await refreshed).toBe('store_unanswered')
  expect(server.sent).toEqual([])
  clock.sinceBoot = () => since
  const again = code(one.keeper.handlers['connections.refresh']({ name: 'ward' }))
  await clock.advance(20_000)
  expect([await again, server.sent.length, server.ended]).toEqual(['done', 1, false])
})

const asker = { by: 'ab12', generation: 5, stage: 'asked', attempt: 'a', after: [] as string[] } as const
const marks = {
  turn: null,
  mark: asker,
  attempts: ['a'],
  isUnreadable: false,
  turnAt: null,
  markAt: { revision: 7, value: 'mark' },
}

test('who has only asked in the older state may have sent since', () => {
  const document = { tokens: { generation: 5 }, asked: { generation: 5, at: 0, attempt: 'a' } } as unknown as Connection
  expect(effectiveMarks({ ...marks, isOlder: true }, document).mark).toEqual({ ...asker, stage: 'about-to-send' })
  expect(effectiveMarks({ ...marks, isOlder: false }, document).mark).toEqual(asker)
})
