import { expect, test } from 'vitest'
import { byOurClock } from '../../../electron/core/renewal/clock-watch.ts'
import type { Connection } from '../../../shared/connections/connection.ts'
import { Secret } from '../../../shared/secret.ts'
import { clientCredentialsEntry } from '../started-keeper.ts'
import { LIFE_S, type Workstation, workstationsWith } from './workstations.ts'

const NOW = Date.UTC(2026, 10, 29)
const HOUR = 3_600_000

/** Given a minute ago for an hour, by the clock of a workstation that differs from the server's by `clockOffset`. */
function givenBy(clockOffset: number | null, itsNow: number): Connection {
  const issuedAt = itsNow - 60_000
  const tokens = { issuedAt, expiresAt: issuedAt + HOUR, expirySource: 'expires_in', clockOffset, generation: 4 }
  const times = { refreshIssuedAt: issuedAt, refreshExpiresAt: null, refreshToken: new Secret('r'), idToken: null }
  return {
    tokens: { ...tokens, ...times },
    lastRenewal: null,
    rejectedGeneration: null,
    credentials: {},
  } as unknown as Connection
}

test.each<[string, number | null, number, number | null, boolean, number]>([
  ['both clocks are right', 0, NOW, 0, true, NOW - 60_000],
  ['theirs is two hours behind, and we know ours', 2 * HOUR, NOW - 2 * HOUR, 0, true, NOW - 60_000],
  ['theirs is two hours behind, and we know nothing of ours', 2 * HOUR, NOW - 2 * HOUR, null, false, NOW - 60_000],
  ['theirs is right, ours an hour behind', 0, NOW + HOUR, HOUR, true, NOW - 60_000],
  ['ours is behind without our knowing, and it came while we were here', 0, NOW + HOUR, null, true, NOW],
  ['their server told no time, and it comes from the future', null, NOW + HOUR, 0, true, NOW],
])('%s', (_name, theirs, itsNow, own, wereHere, issuedAt) => {
  const { tokens } = byOurClock(givenBy(theirs, itsNow), NOW, own, wereHere)
  expect(tokens).toMatchObject({ issuedAt, expiresAt: issuedAt + HOUR })
})

test('what comes from the future at the first look gets no second life: it is renewed at once', () => {
  expect(byOurClock(givenBy(0, NOW + HOUR), NOW, null, false).rejectedGeneration).toBe(4)
})

test('what its server has told of its own clock brings another’s times over, and stays known where one answer tells none', async () => {
  const { clock, all } = await workstationsWith(() => clientCredentialsEntry('job'), ['one', 'two'])
  const [one, two] = all as [Workstation, Workstation]
  let given = 0
  const answersBy = ({ ports }: Workstation, offset: number | null) =>
    ports.http.otherwise(() => ({
      json: { access_token: `access-${++given}`, expires_in: LIFE_S },
      headers: offset === null ? {} : { date: new Date(clock.now() + offset).toUTCString() },
    }))
  const renewedBy = async ({ keeper }: Workstation) => {
    await clock.advance(60_000)
    const renewed = keeper.handlers['connections.refresh']({ name: 'job' })
    await clock.advance(5_000)
    await renewed
  }
  const endOf = async ({ keeper }: Workstation) =>
    Date.parse((await keeper.handlers['connections.get']({ name: 'job' })).expiresAt ?? '')
  // The clock of the one is three minutes behind, that of the other is right.
  const behind = 180_000
  answersBy(one, behind)
  answersBy(two, 0)
  await renewedBy(one)
  await renewedBy(two)
  expect((await endOf(two)) - (await endOf(one))).toBeGreaterThan(behind - 5_000)
  answersBy(one, null)
  await renewedBy(one)
  await renewedBy(two)
  expect((await endOf(two)) - (await endOf(one))).toBeGreaterThan(behind - 5_000)
})

test.each([
  ['ours came late', { afterMs: 8_000, dateMs: 0 }, { afterMs: 200, dateMs: 100 }],
  ['theirs was long on its way there', { afterMs: 200, dateMs: 100 }, { afterMs: 8_000, dateMs: 7_990 }],
])('clocks are the same, and %s: no token lives longer with us than with them', async (_name, ours, theirs) => {
  const { clock, all } = await workstationsWith(() => clientCredentialsEntry('job'), ['one', 'two'])
  const [one, two] = all as [Workstation, Workstation]
  const endOf = async ({ keeper }: Workstation) =>
    Date.parse((await keeper.handlers['connections.get']({ name: 'job' })).expiresAt ?? '')
  for (const [at, { afterMs, dateMs }] of [[two, ours] as const, [one, theirs] as const]) {
    await clock.advance(60_000)
    const date = new Date(clock.now() + dateMs).toUTCString()
    at.ports.http.answer(
      { json: { access_token: `by-${at.name}`, expires_in: LIFE_S }, headers: { date } },
      { afterMs },
    )
    const renewed = at.keeper.handlers['connections.refresh']({ name: 'job' })
    await clock.advance(10_000)
    await renewed
  }
  const gained = (await endOf(two)) - (await endOf(one))
  expect(gained).toBeLessThanOrEqual(0)
  expect(gained).toBeGreaterThan(-30_000)
})
