/** A server that writes `expires_in` in milliseconds: renewed in time, and no token is refused that may be good. */
import { expect, test } from 'vitest'
import { drawEntry, startKeeper, tokens, viewOf } from '../../started-keeper.ts'

const HOUR_S = 3_600
const HOUR = 3_600_000

async function renewed() {
  const started = await startKeeper()
  const { keeper, ports } = started
  const { view } = await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, HOUR_S) })
  ports.http.answer(tokens(1, HOUR))
  await keeper.handlers['connections.refresh']({ name: 'ward' })
  const token = async () => {
    const asked = keeper.handlers['connections.token']({ name: 'ward' })
    await ports.clock.advance(5_000)
    return asked
  }
  return { started, keeper, ports, token, id: view.id }
}

test('its tokens count for the hour that is meant, and are renewed within it', async () => {
  const { started, ports, token } = await renewed()
  const { expiresAt, state } = await viewOf(started, 'ward')
  expect(Date.parse(expiresAt ?? '') - ports.clock.now()).toBe(HOUR)
  expect(state).toBe('valid')
  ports.http.answer(tokens(2, HOUR))
  await ports.clock.advance(HOUR - 10 * 60_000)
  expect(await token()).toMatchObject({ token: 'access-2', warning: null })
})

test('where no renewal comes about, the token is handed out past that hour with what hinders it', async () => {
  const { started, ports, token } = await renewed()
  ports.http.otherwise(() => ({ trouble: 'offline', sent: false }))
  await ports.clock.advance(2 * HOUR)
  expect(await token()).toMatchObject({ token: 'access-1', warning: { code: 'offline' } })
  expect(await viewOf(started, 'ward')).toMatchObject({ state: 'expiring', fault: { code: 'offline' } })
})

test('a reply that tells no life goes on with that hour, and with the doubt', async () => {
  const { keeper, ports, token, id } = await renewed()
  ports.http.answer({ json: { access_token: 'access-2', refresh_token: 'refresh-2' } })
  await ports.clock.advance(3_000)
  await keeper.handlers['connections.refresh']({ name: 'ward' })
  expect(JSON.parse(ports.vault.contents.get(id) ?? '')).toMatchObject({
    tokens: { expirySource: 'last_told', endDoubted: true },
  })
  ports.http.otherwise(() => ({ trouble: 'offline', sent: false }))
  await ports.clock.advance(2 * HOUR)
  expect(await token()).toMatchObject({ token: 'access-2', warning: { code: 'offline' } })
})
