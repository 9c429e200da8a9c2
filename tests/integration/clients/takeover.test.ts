/** Two agents, and programs at the port for consumers: the one that keeps is killed, and the other one has the port. */
import { expect, test } from 'vitest'
import { drawConnection, startDrawServer } from '../../kit/draw/draw-server.ts'
import { freePort } from '../../kit/network/free-port.ts'
import { addConnection, everbearer, startAgent } from '../../kit/processes/everbearer-process.ts'
import { fileHome } from '../../kit/processes/file-home.ts'
import type { Home } from '../../kit/processes/temporary-home.ts'
import { until } from '../../kit/processes/until.ts'

async function done(home: Home, words: readonly string[], stdin = ''): Promise<string> {
  const { code, stdout, stderr } = await everbearer(home, words, { stdin })
  expect([words, code, stderr]).toEqual([words, 0, ''])
  return stdout
}

const answered = (path: string, ask: (path: string) => Promise<Response>) =>
  until(`an answer of ${path}`, async () => {
    const answer = await ask(path)
    await answer.text()
    return answer.ok
  })

test.each(['SIGKILL', 'SIGTERM'] as const)('%s', async (signal) => {
  const server = await startDrawServer()
  const home = await fileHome()
  const first = startAgent(home)
  await first.ready()
  await addConnection(home, drawConnection('ward', server.url, server.issuePair()))
  const port = await freePort()
  await done(home, ['settings', 'set', 'consumers.port', String(port)])
  const added = await done(home, ['consumers', 'add', 'uploader', '--for', 'ward', '--json'])
  const { key } = JSON.parse(added) as { key: string }
  const ask = (path: string) =>
    fetch(`http://127.0.0.1:${port}${path}`, { headers: { authorization: `Bearer ${key}` } })
  const ways = ['/v1/connections/ward/token', '/g/ward/api/health/']
  for (const way of ways) await answered(way, ask)
  const listening = await ask('/v1/events')
  const second = startAgent(home)
  await second.ready()

  first.kill(signal)
  const ended = listening.text().then(
    () => 'ended',
    () => 'cut',
  )
  await Promise.all(ways.map((way) => answered(way, ask)))
  expect(await ended).toMatch(/ended|cut/)
  await first.exited
  second.kill()
  await second.exited
})
