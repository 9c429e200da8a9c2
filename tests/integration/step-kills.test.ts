/** The turning points of a renewal, each with a kill -9 of the real program; tests/long goes through every point and vault. */
import { expect, test } from 'vitest'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { drawConnection } from '../kit/draw/draw-server.ts'
import { everbearer, startAgent, startEverbearer } from '../kit/processes/everbearer-process.ts'
import { fileHome } from '../kit/processes/file-home.ts'
import { beginStepKills, inFile } from '../kit/processes/step-kills.ts'
import { until } from '../kit/processes/until.ts'
import { sendJson } from '../kit/servers/http-exchange.ts'
import { startLoopbackServer } from '../kit/servers/loopback-server.ts'

test('killed with "asked" in force, with the reply on its way, and with the reply saved', async () => {
  const kills = await beginStepKills(await inFile(), ['ward-1', 'ward-2', 'ward-3'])
  expect(await kills.at('document: renamed 1')).toBe('lived')
  expect(await kills.at('request: sent 1')).toBe('lost')
  expect(await kills.at('document: renamed 2')).toBe('lived')
  await kills.end()
})

test('a keeper killed with a forced renewal on its way: whoever takes over sends it at once, and not when the token is due', async () => {
  const home = await fileHome()
  const sent: string[] = []
  const server = await startLoopbackServer(async (exchange) => {
    sent.push(exchange.bearer ?? '')
    // The first one never hears of it: the server is at it for longer than its keeper lives.
    const tokens = { access_token: 'access-1', refresh_token: 'refresh-1', expires_in: 30 * 86_400 }
    if (sent.length > 1) sendJson(exchange, 200, tokens)
  })
  const entry = drawConnection('ward', server.url, { accessToken: 'access-0', refreshToken: 'refresh-0' })
  const expiresAt = new Date(Date.now() + 30 * 86_400_000).toISOString()
  const stdin = JSON.stringify({ ...entry, settings: { ...entry.settings, expiresAt } })
  const [first, second] = [startAgent(home), startAgent(home)]
  await Promise.all([first.ready(), second.ready()])
  expect(await everbearer(home, ['add', '--from', '-'], { stdin })).toMatchObject({ code: 0 })
  const keeper = [first, second].find((each) => !each.stdout().includes('standing by'))
  const forced = startEverbearer(home, ['refresh', 'ward'])
  await until('the request', () => sent.length === 1)
  // Whoever wanted it would ask the next keeper again.
  forced.kill('SIGKILL')
  await forced.exited
  keeper?.kill('SIGKILL')
  const view = await until('the new set', async () => {
    const { stdout } = await everbearer(home, ['show', 'ward', '--json'])
    const shown = JSON.parse(stdout) as ConnectionView
    return shown.lastRefresh?.outcome === 'renewed' ? shown : null
  })
  expect(view).toMatchObject({ state: 'valid', generation: 2 })
  expect(sent).toEqual(['refresh-0', 'refresh-0'])
  await server.stop()
})
