/** What a network in between says (no such host before the VPN is up, a portal's certificate or redirect) is over with that network. */
import { expect, test } from 'vitest'
import type { ScriptedAnswer } from '../../kit/servers/scripted-http.ts'
import { drawEntry, startKeeper, tokens, viewOf } from '../started-keeper.ts'

test.each<[string, ScriptedAnswer]>([
  ['unknown_host', { trouble: 'unknown_host', sent: false }],
  ['certificate', { trouble: 'certificate', sent: false }],
  ['redirected', { status: 302, headers: { location: 'https://portal.example/' } }],
  ['offline', { trouble: 'offline', sent: false }],
])('a renewal that met %s is tried again once the network changes', async (code, answer) => {
  const started = await startKeeper()
  const { keeper, ports } = started
  let isHere = true
  ports.http.otherwise(() => (isHere ? answer : tokens(1, 86_400)))
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 86_400) })
  await ports.clock.advance(23 * 3_600_000)
  expect(await viewOf(started, 'ward')).toMatchObject({ state: 'valid', fault: { code } })
  expect(ports.wake.isWaiting()).toBe(true)
  isHere = false
  ports.wake.fire()
  await ports.clock.advance(2_500)
  expect(await viewOf(started, 'ward')).toMatchObject({ fault: null, generation: 2 })
})
