import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { everbearer, startAgent } from '../../kit/processes/everbearer-process.ts'
import { fileHome } from '../../kit/processes/file-home.ts'
import type { Home } from '../../kit/processes/temporary-home.ts'
import { until } from '../../kit/processes/until.ts'

/** A real program as the command, a real receiver on this computer that checks signatures, and keepers that are killed. */

const KEY = Buffer.from('thirty-two bytes that nobody else has')

type Received = { readonly id: string; readonly genuine: boolean; readonly body: { type: string; data: object } }

async function receiver() {
  const received: Received[] = []
  let status = 503
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const body = Buffer.concat(parts).toString()
      const [id, timestamp] = [String(request.headers['webhook-id']), String(request.headers['webhook-timestamp'])]
      const wanted = createHmac('sha256', KEY).update(`${id}.${timestamp}.${body}`).digest('base64')
      const isFresh = Math.abs(Date.now() / 1_000 - Number(timestamp)) < 300
      const genuine = isFresh && request.headers['webhook-signature'] === `v1,${wanted}`
      received.push({ id, genuine, body: JSON.parse(body) })
      response.writeHead(status).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/alerts`
  function answers(next: number): void {
    status = next
  }
  return { url, received, answers }
}

/** Notes each run in a file of its own: a line of what it was told, its environment, and its standard input. */
function program(home: Home) {
  const folder = join(home.base, 'told')
  mkdirSync(folder)
  const path = join(folder, 'tell.sh')
  const script = `#!/bin/sh
echo "$EVERBEARER_ALERT_EVENT|$EVERBEARER_ALERT_CONNECTIONS|$1" >> "${folder}/lines"
env >> "${folder}/seen"
cat >> "${folder}/seen"
`
  writeFileSync(path, script, { mode: 0o755 })
  const read = (name: string) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : '')
  return { path, lines: () => read('lines').split('\n').filter(Boolean), seen: () => read('seen') }
}

test('by a command and a webhook, each once, over the sudden end of a keeper', async () => {
  const home = await fileHome({}, 'made up for a test')
  const { url, received, answers } = await receiver()
  const told = program(home)
  const set = (words: string[], stdin = '') => everbearer(home, ['settings', 'set', ...words], { stdin })
  const first = startAgent(home)
  await first.ready()

  // A title that a shell would take apart.
  expect(await set(['notify.command', JSON.stringify([told.path, '{title} $(touch ran); `touch ran`'])])).toMatchObject(
    {
      code: 0,
    },
  )
  expect(await set(['notify.webhook', url])).toMatchObject({ code: 0 })
  const unsigned = await everbearer(home, ['notify', 'test'])
  expect([unsigned.code, unsigned.stderr]).toEqual([4, expect.stringContaining('webhook_secret_missing')])
  expect(received).toEqual([])
  const typed = await set(['notify.webhook.secret', KEY.toString('base64')])
  expect([typed.code, typed.stderr]).toEqual([2, expect.stringMatching(/command line, where every user/)])
  expect(await set(['notify.webhook.secret'], `whsec_${KEY.toString('base64')}\n`)).toMatchObject({ code: 0 })
  answers(204)
  expect(await everbearer(home, ['notify', 'test'])).toMatchObject({ code: 0, stderr: '' })
  expect(received.map(({ genuine, body }) => [genuine, body.type])).toEqual([[true, 'everbearer.test']])
  answers(503)

  // Nobody has signed in to either, so somebody is needed at once; they come together.
  const settings = {
    baseUrl: 'http://127.0.0.1:9/',
    clientId: 'A',
    grant: 'device_code',
    endpoints: { token: '/t', device: '/d' },
  }
  const connections = ['ward', 'lab'].map((name) => ({ name, system: 'oauth2', settings }))
  const file = join(home.base, 'both.json')
  writeFileSync(file, JSON.stringify({ everbearer: 1, exportedAt: '', connections }))
  expect(await everbearer(home, ['import', file, '--yes'])).toMatchObject({ code: 0 })
  await until('both to be told', () => told.lines().length >= 3 && received.length >= 2)
  first.kill('SIGKILL')
  await first.exited

  answers(204)
  const second = startAgent(home)
  await second.ready()
  await until('what was left to come', () => received.length >= 3)
  const waiting = async () => JSON.parse((await everbearer(home, ['notify', 'status', '--json'])).stdout).waiting
  await until('nothing to wait', async () => (await waiting()) === 0)

  const [, lost, taken] = received
  expect([lost?.genuine, taken?.genuine, taken?.id]).toEqual([true, true, lost?.id])
  expect(taken?.body).toMatchObject({
    type: 'everbearer.needs_person',
    data: { fault: 'sign_in_needed', count: 2, connections: ['lab', 'ward'] },
  })
  const title = '$(touch ran); `touch ran`'
  expect(told.lines()).toEqual([
    `test||A test of Everbearer ${title}`,
    `test||A test of Everbearer ${title}`,
    `needs_person|lab ward|2 connections: you are needed ${title}`,
  ])
  expect(existsSync(join(home.base, 'ran'))).toBe(false)
  for (const secret of [KEY.toString('base64'), 'made up for a test'])
    expect(told.seen() + JSON.stringify(received)).not.toContain(secret)
})
