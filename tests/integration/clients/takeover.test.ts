/** Two agents, and programs at the port for consumers: the one that keeps is killed, and the other one has the port within five seconds. */
import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { drawConnection, startDrawServer } from '../../kit/draw/draw-server.ts'
import { freePort } from '../../kit/network/free-port.ts'
import { everbearer, startAgent } from '../../kit/processes/everbearer-process.ts'
import { fileHome } from '../../kit/processes/file-home.ts'
import type { Home } from '../../kit/processes/temporary-home.ts'

const WITHIN_MS = 5_000

async function done(home: Home, words: readonly string[], stdin = ''): Promise<string> {
  const { code, stdout, stderr } = await everbearer(home, words, { stdin })
  expect([words, code, stderr]).toEqual([words, 0, ''])
  return stdout
}

/** Ms until this is answered well again. */
async function backAfter(ask: () => Promise<Response>): Promise<number> {
  const start = performance.now()
  for (;;) {
    const answer = await ask().catch(() => null)
    await answer?.text()
    if (answer?.ok === true) return performance.now() - start
    if (performance.now() - start > 4 * WITHIN_MS) return Number.POSITIVE_INFINITY
    await pause(50)
  }
}

test.each(['SIGKILL', 'SIGTERM'] as const)('%s', async (signal) => {
  const server = await startDrawServer()
  onTestFinished(() => server.stop())
  const home = await fileHome()
  const first = startAgent(home)
  await first.ready()
  await done(home, ['add', '--from', '-'], JSON.stringify(drawConnection('ward', server.url, server.issuePair())))
  const port = await freePort()
  await done(home, ['settings', 'set', 'consumers.port', String(port)])
  const added = await done(home, ['consumers', 'add', 'uploader', '--for', 'ward', '--json'])
  const { key } = JSON.parse(added) as { key: string }
  const ask = (path: string) =>
    fetch(`http://127.0.0.1:${port}${path}`, { headers: { authorization: `Bearer ${key}` } })
  const ways = ['/v1/connections/ward/token', '/g/ward/api/health/']
  for (const way of ways) expect(await backAfter(() => ask(way))).toBeLessThan(WITHIN_MS)
  const listening = await ask('/v1/events')
  const second = startAgent(home)
  await second.ready()

  first.kill(signal)
  const ended = listening.text().then(
    () => 'ended',
    () => 'cut',
  )
  const back = await Promise.all(ways.map((way) => backAfter(() => ask(way))))
  for (const ms of back) expect(ms).toBeLessThan(WITHIN_MS)
  expect(await ended).toMatch(/ended|cut/)
  await first.exited
  second.kill()
  await second.exited
})
