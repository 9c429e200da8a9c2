/** Calls whose way is set here go out by Node, with the system's proxy where only something else is set. */
import { expect, test } from 'vitest'
import { sessionHttp } from '../../../electron/adapters/electron/http.ts'
import { type EffectiveNetwork, type Network, NO_NETWORK } from '../../../shared/connections/network.ts'
import type { HttpRequest } from '../../../shared/http.ts'
import { handClock } from '../../kit/hand-clock.ts'

const own: Network['proxy'] = { url: 'http://own.example:3128', user: '', password: null, except: '' }
const wayWith = (parts: Partial<Network>, owners: EffectiveNetwork['owners'] = {}): EffectiveNetwork => ({
  ...NO_NETWORK,
  ...parts,
  owners,
})

async function sent(system: string, way?: EffectiveNetwork) {
  const byNode: HttpRequest[] = []
  const bySession: string[] = []
  const clock = handClock(1_000)
  const http = sessionHttp({
    clock,
    agent: 'x',
    fetch: async (url) => {
      bySession.push(url)
      return new Response('')
    },
    byNode: {
      send: async (request) => {
        byNode.push(request)
        return { kind: 'reply', status: 204, headers: {}, body: '', sentAt: 0, receivedAt: 0 }
      },
    },
    resolveProxy: async () => system,
  })
  const request: HttpRequest = { method: 'GET', url: 'https://a.example/', headers: {}, ...(way ? { way } : {}) }
  const outcome = await http.send(request)
  return { outcome, bySession, proxy: byNode[0]?.way?.proxy, whose: byNode[0]?.way?.owners, nodes: byNode.length }
}

test.each([
  ['PROXY proxy.example:8080; DIRECT', 'http://proxy.example:8080'],
  ['HTTPS proxy.example:443', 'https://proxy.example:443'],
  ['DIRECT', ''],
  ['SOCKS5 proxy.example:1080', ''],
])('where the system says %s and an authority is set, Node goes through %j', async (system, url) => {
  const { proxy, whose, bySession } = await sent(system, wayWith({}, { authorities: 'connection' }))
  expect({ url: proxy?.url, whose, bySession }).toEqual({
    url,
    whose: { authorities: 'connection', proxy: 'system' },
    bySession: [],
  })
})

test('a proxy of our own counts before the system’s', async () => {
  const { proxy } = await sent('PROXY proxy.example:8080', wayWith({ proxy: own }, { proxy: 'connection' }))
  expect(proxy).toEqual(own)
})

test('without anything set Chromium calls, and its proxy is told', async () => {
  const { outcome, bySession, nodes } = await sent('PROXY proxy.example:8080')
  expect(bySession).toEqual(['https://a.example/'])
  expect(nodes).toBe(0)
  expect(outcome.via).toEqual({ proxy: 'http://proxy.example:8080', proxyBy: 'system' })
})
