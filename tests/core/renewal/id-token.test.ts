/** A connection whose programs get the ID token, as an API server of Kubernetes wants it. */

import { expect, test } from 'vitest'
import { faultCodeOf } from '../../kit/fault-code.ts'
import { jwt } from '../../kit/jwt.ts'
import { type Started, startKeeper, viewOf } from '../started-keeper.ts'

const MINUTE = 60_000

type Rig = Started & { readonly idToken: (n: number, lifeMs: number) => string }

/** With the refresh token `refresh-0` pasted; `proof` is the API's own address that tests call. */
async function started(own: object = { handOut: 'id' }): Promise<Rig> {
  const rig = await startKeeper()
  await rig.keeper.handlers['connections.add']({
    entry: {
      name: 'cluster',
      system: 'oauth2',
      settings: {
        baseUrl: 'https://cluster.example/',
        clientId: 'kubernetes',
        clientAuth: 'none',
        maxRetries: 0,
        endpoints: { token: 'https://login.example/token', proof: '/api' },
        ...own,
      },
      secrets: { refreshToken: 'refresh-0' },
    },
  })
  const idToken = (n: number, lifeMs: number) => {
    const now = Math.floor(rig.ports.clock.now() / 1_000)
    return jwt({ sub: `of renewal ${n}`, iat: now, exp: now + lifeMs / 1_000 })
  }
  return { ...rig, idToken }
}

function answer(rig: Rig, n: number, idToken: string | null): void {
  const more = idToken === null ? {} : { id_token: idToken }
  rig.ports.http.answer({
    json: { access_token: `access-${n}`, refresh_token: `refresh-${n}`, expires_in: 3_600, ...more },
  })
}

const granted = (rig: Rig) => rig.keeper.handlers['connections.token']({ name: 'cluster' })

test('programs get the ID token with its own end, which the next renewal is planned by', async () => {
  const rig = await started()
  const first = rig.idToken(1, 10 * MINUTE)
  answer(rig, 1, first)
  const end = new Date(rig.ports.clock.now() + 10 * MINUTE).toISOString()
  expect(await granted(rig)).toMatchObject({ token: first, tokenType: 'Bearer', expiresAt: end, warning: null })
  const view = await viewOf(rig, 'cluster')
  expect(view).toMatchObject({ state: 'valid', expiresAt: end, expirySource: 'jwt', handsOut: 'id' })
  expect(view.secrets['idToken']).toMatchObject({ present: true, validUntil: end })
  expect(JSON.stringify(view)).not.toContain(first)
  const second = rig.idToken(2, 20 * MINUTE)
  answer(rig, 2, second)
  await rig.ports.clock.advance(9 * MINUTE)
  expect(await granted(rig)).toMatchObject({ token: second, generation: 3 })
})

test('the access token goes out where nothing else was set, and the setting can be changed with what is there', async () => {
  const rig = await started({})
  const idToken = rig.idToken(1, 10 * MINUTE)
  answer(rig, 1, idToken)
  expect(await granted(rig)).toMatchObject({ token: 'access-1' })
  await rig.keeper.handlers['connections.edit']({ name: 'cluster', entry: { settings: { handOut: 'id' } } })
  expect(await granted(rig)).toMatchObject({ token: idToken })
  await rig.keeper.handlers['connections.edit']({ name: 'cluster', entry: { settings: { handOut: 'access' } } })
  expect(await granted(rig)).toMatchObject({ token: 'access-1' })
  expect(rig.ports.http.requests).toHaveLength(1)
})

test('beside the access token it is told with its own end, and not once that has come', async () => {
  const rig = await started({})
  const idToken = rig.idToken(1, 10 * MINUTE)
  answer(rig, 1, idToken)
  const end = new Date(rig.ports.clock.now() + 10 * MINUTE).toISOString()
  const first = await granted(rig)
  expect(first).toMatchObject({ token: 'access-1', idToken: { token: idToken, expiresAt: end } })
  expect(await granted(rig)).toBe(first)
  await rig.ports.clock.advance(11 * MINUTE)
  const later = await granted(rig)
  expect(later).toMatchObject({ token: 'access-1', generation: first.generation })
  expect(later).not.toHaveProperty('idToken')
})

test('a renewal without a new ID token is saved and told; the old one goes out until its end and no longer', async () => {
  const rig = await started()
  const only = rig.idToken(1, 10 * MINUTE)
  answer(rig, 1, only)
  await granted(rig)
  rig.ports.http.otherwise(() => ({ json: { access_token: 'a', refresh_token: 'refresh-later', expires_in: 3_600 } }))
  await rig.ports.clock.advance(9 * MINUTE)
  expect(await granted(rig)).toMatchObject({ token: only, warning: { code: 'no_id_token' } })
  await rig.ports.clock.advance(2 * MINUTE)
  expect(await faultCodeOf(granted(rig))).toBe('no_id_token')
  expect(await viewOf(rig, 'cluster')).toMatchObject({ state: 'needs-person', fault: { code: 'no_id_token' } })
  const sent = rig.ports.http.requests.map(({ body = '' }) => new URLSearchParams(body).get('refresh_token'))
  // What came with it is in use all the same, and the server is not asked again and again.
  expect(sent.slice(0, 3)).toEqual(['refresh-0', 'refresh-1', 'refresh-later'])
  expect(sent.length).toBeLessThan(30)
})

test('a server that has none at all is told of before any program asks', async () => {
  const rig = await started()
  rig.ports.http.otherwise(() => ({ json: { access_token: 'a', refresh_token: 'r', expires_in: 3_600 } }))
  await rig.ports.clock.advance(5 * MINUTE)
  expect(await viewOf(rig, 'cluster')).toMatchObject({ state: 'needs-person', fault: { code: 'no_id_token' } })
  expect(rig.ports.http.requests.length).toBeLessThan(10)
})

test('a test shows the ID token to the API', async () => {
  const rig = await started()
  const idToken = rig.idToken(1, 10 * MINUTE)
  answer(rig, 1, idToken)
  await granted(rig)
  const seen: (string | undefined)[] = []
  rig.ports.http.otherwise(({ url, headers }) => {
    if (!url.endsWith('/api')) return { status: 400, json: { error: 'invalid_request' } }
    seen.push(headers['authorization'])
    return { status: headers['authorization'] === undefined ? 401 : 200, json: { kind: 'APIVersions' } }
  })
  const result = await rig.keeper.handlers['connections.test']({ name: 'cluster' })
  expect(result).toMatchObject({ reached: 'yes', tokenAccepted: 'yes' })
  expect(seen).toEqual([undefined, `Bearer ${idToken}`])
})

test('that the one before has ended is learned of the ID token too, and never of one that is still handed out', async () => {
  const rig = await started()
  const { keeper, ports } = rig
  const report = (generation: number) => keeper.handlers['connections.rejected']({ name: 'cluster', generation })
  answer(rig, 1, rig.idToken(1, 20 * MINUTE))
  const first = await granted(rig)
  // A renewal without a new one: the generation before has the same ID token, and its refusal says nothing of renewals.
  answer(rig, 2, null)
  await ports.clock.advance(3_000)
  await faultCodeOf(keeper.handlers['connections.refresh']({ name: 'cluster' }))
  expect(await granted(rig)).toMatchObject({ token: first.token, generation: first.generation + 1 })
  expect(await report(first.generation)).toMatchObject({ endsOlderSince: null })
  // With a new one it does; from then on it is renewed at the hard point of the ID token's life, no earlier.
  answer(rig, 3, rig.idToken(3, 20 * MINUTE))
  await ports.clock.advance(MINUTE)
  await keeper.handlers['connections.refresh']({ name: 'cluster' })
  const second = await granted(rig)
  const view = await report(second.generation - 1)
  expect(view.endsOlderSince).not.toBeNull()
  const hard = Date.parse(second.expiresAt ?? '') - MINUTE
  expect(Date.parse(view.refreshAt ?? '')).toBe(hard)
  expect(await granted(rig)).toMatchObject({ usableUntil: new Date(hard).toISOString() })
  // Another kind of token for programs: what was learned was not learned of it.
  const other = { settings: { handOut: 'access' } }
  const { view: changed } = await keeper.handlers['connections.edit']({ name: 'cluster', entry: other })
  expect(changed.endsOlderSince).toBeNull()
})
