/**
 * The built browser host as a person, a browser and other programs meet it: its address, the calls and notices of its
 * page, keepers that end, ports that are taken, and a good end of its own.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { ConnectionView } from '../../shared/connections/view.ts'
import type { Reply } from '../../shared/fault.ts'
import { type Answer, ask } from '../doors/page/page-client.ts'
import { type Listener, listen } from '../doors/page/page-listener.ts'
import { drawConnection, startDrawServer } from '../kit/draw/draw-server.ts'
import { markers } from '../kit/markers.ts'
import { freePort } from '../kit/network/free-port.ts'
import {
  everbearer,
  productNode,
  type Running,
  startAgent,
  startEverbearer,
} from '../kit/processes/everbearer-process.ts'
import { fileHome } from '../kit/processes/file-home.ts'
import { environmentOf, type Home, temporaryHome } from '../kit/processes/temporary-home.ts'
import { until } from '../kit/processes/until.ts'

type OpenedPage = {
  readonly hostname: string
  readonly port: number
  readonly key: string
  call(name: string, input?: unknown): Promise<Reply<unknown>>
  listen(lastEventId?: string): Promise<Listener>
  /** Everything that was answered to calls, for hunts. */
  readonly answers: Answer[]
}

/** Does with an address what a page does: trades its ticket, keeps the key. */
async function openAddress(address: string): Promise<OpenedPage> {
  const [, hostname = '', port = '', ticket = ''] =
    /^http:\/\/([0-9a-f]{32}\.localhost):(\d+)\/#ticket=([0-9a-f]{64})$/.exec(address) ?? []
  expect(ticket, address).not.toBe('')
  const to = Number(port)
  const traded = await ask(to, { hostname, method: 'POST', path: '/api/ticket', json: { ticket } })
  const { value } = traded.json as { value: { key: string } }
  const answers: Answer[] = [traded]
  return {
    hostname,
    port: to,
    key: value.key,
    answers,
    listen: (lastEventId) => listen(to, value.key, lastEventId, hostname),
    async call(name, input = {}) {
      const answer = await ask(to, {
        hostname,
        method: 'POST',
        path: `/v1/calls/${name}`,
        key: value.key,
        json: input,
      })
      answers.push(answer)
      return answer.json as Reply<unknown>
    },
  }
}

async function serve(home: Home, ...words: string[]): Promise<{ host: Running; page: OpenedPage }> {
  const host = startEverbearer(home, ['serve', '--no-open', ...words])
  return { host, page: await openAddress(await host.ready()) }
}

const changes = (stream: Listener): ConnectionView[] =>
  stream.events
    .map(({ data }) => data as { notice?: string; view: ConnectionView })
    .flatMap(({ notice, view }) => (notice === 'connection.changed' ? [view] : []))

const keeperEvents = (stream: Listener) =>
  stream.events.filter(({ event }) => event !== 'notice').map(({ event, data }) => [event, data])

it('does the main job for its page: a pair goes in, renewals are told, other programs get tokens, nothing leaks', async () => {
  const server = await startDrawServer({ accessLifeSeconds: 12 })
  const home = await fileHome({}, 'a passphrase nobody else has')
  const { host, page } = await serve(home)
  const stream = await page.listen()
  expect(await page.call('connections.list')).toEqual({ ok: true, value: [] })
  const pair = server.issuePair({ accessLifeSeconds: 600 })
  expect(await page.call('connections.add', { entry: drawConnection('ward', server.url, pair) })).toMatchObject({
    ok: true,
    value: { view: { name: 'ward', state: 'valid', generation: 1 } },
  })
  // The tokens that come now live for twelve seconds, however long it took to get here.
  expect(await page.call('connections.refresh', { name: 'ward' })).toMatchObject({ ok: true, value: { generation: 2 } })
  const seen = await until('two renewals', () => changes(stream).find(({ generation }) => generation >= 4))
  expect(seen).toMatchObject({ name: 'ward', lastRefresh: { outcome: 'renewed' } })

  // A command may take longer than such a token lives.
  server.control({ set: { accessLifeSeconds: 3_600 } })
  await until('one that lasts', () =>
    changes(stream).some(({ expiresAt }) => Date.parse(expiresAt ?? '') > Date.now() + 1_800_000),
  )
  const token = await everbearer(home, ['token', 'ward'])
  expect(token).toMatchObject({ code: 0, stderr: '' })
  expect(server.tokens()).toContain(token.stdout.trim())
  expect(await page.call('connections.token', { name: 'ward' })).toEqual({
    ok: false,
    fault: { code: 'call_refused', params: { call: 'connections.token' } },
  })
  for (const name of ['connections.list', 'keeper.status', 'doctor.run', 'journal.read', 'vault.status']) {
    expect(await page.call(name)).toMatchObject({ ok: true })
  }

  const secrets = Object.fromEntries(server.tokens().map((each, index) => [`token ${index}`, each]))
  const hunt = markers({ ...secrets, passphrase: 'a passphrase nobody else has', key: page.key })
  expect(hunt.inTree(home.base)).toEqual([])
  expect(hunt.inProcesses([host.pid]).filter(({ secret }) => secret !== 'passphrase')).toEqual([])
  expect(hunt.inText('said', host.stdout() + host.stderr())).toEqual([])
  const traffic = page.answers.slice(1).map(({ text, headers }) => text + JSON.stringify(headers))
  expect(hunt.inText('traffic', [...traffic, stream.text].join('\n'))).toEqual([])

  host.kill('SIGTERM')
  expect(await host.exited).toEqual({ code: 0, signal: null })
  await until('the end of the stream', () => stream.ended)
  expect(readdirSync(home.path)).not.toContain('keeper.sock')
  expect(server.record).toMatchObject({ reuseCount: 0 })
})

it('lets one browser in with each address, and says why it lets no other in', async () => {
  const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
  const host = startEverbearer(home, ['serve', '--no-open'])
  const address = await host.ready()
  const page = await openAddress(address)
  const ticket = address.slice(-64)
  const again = await ask(page.port, { hostname: page.hostname, method: 'POST', path: '/api/ticket', json: { ticket } })
  expect([again.status, again.json]).toEqual([403, { ok: false, fault: { code: 'ticket_unknown', params: {} } }])
  const index = await ask(page.port, { hostname: page.hostname, path: '/' })
  expect(index.status).toBe(200)
  const nonce = /'nonce-([0-9a-f]+)'/.exec(index.headers['content-security-policy'] ?? '')?.[1]
  expect(index.text).toContain(`nonce="${nonce}"`)
  expect(index.text).not.toContain('__EVERBEARER_NONCE__')
})

it('takes the port that it is told, and says when another program has it', async () => {
  const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
  const { page } = await serve(home)
  const second = await everbearer(home, ['serve', '--no-open', '--port', String(page.port)])
  expect([second.code, second.stdout]).toEqual([2, ''])
  expect(second.stderr).toMatch(/^everbearer: port_taken: /)
  expect(await page.call('keeper.status')).toMatchObject({ ok: true, value: { host: 'browser host' } })

  // The second one after the first has ended, some of whose connections linger.
  const other = temporaryHome({ EVERBEARER_VAULT: 'memory' })
  const port = await freePort()
  for (const _turn of [1, 2]) {
    const served = await serve(other, '--port', String(port))
    expect(served.page.port).toBe(port)
    served.host.kill()
    await served.host.exited
  }
})

it('goes on when whoever read the address is gone', async () => {
  const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
  const cli = join(import.meta.dirname, '..', '..', 'dist', 'cli.js')
  const host = spawn(productNode, [cli, 'serve', '--no-open'], { env: environmentOf(home) })
  onTestFinished(() => void host.kill('SIGKILL'))
  const exited = new Promise((resolve) => host.on('exit', (code, signal) => resolve({ code, signal })))
  const [line] = (await once(host.stdout, 'data')) as [Buffer]
  host.stdout.destroy()
  host.stderr.destroy()
  const page = await openAddress(String(line).trim())
  expect(await page.call('keeper.status')).toMatchObject({ ok: true })
  host.kill('SIGINT')
  expect(await exited).toEqual({ code: 0, signal: null })
})

it('shows what another host keeps, says when that one ends, and keeps in its place', async () => {
  const server = await startDrawServer({ accessLifeSeconds: 600 })
  const home = await fileHome({}, 'a passphrase nobody else has')
  const agent = startAgent(home)
  await agent.ready()
  const { host, page } = await serve(home)
  const stream = await page.listen()
  await page.call('connections.add', { entry: drawConnection('ward', server.url, server.issuePair()) })
  await until('the notice', () => changes(stream).length > 0)
  expect(await page.call('keeper.status')).toMatchObject({ value: { host: 'agent', pid: agent.pid } })

  agent.kill('SIGKILL')
  await until('the loss and the next keeper', () => keeperEvents(stream).length === 5)
  expect(keeperEvents(stream)).toEqual([
    ['keeper', { here: true }],
    ['reset', {}],
    ['keeper', { here: false }],
    ['keeper', { here: true }],
    ['reset', {}],
  ])
  expect(await page.call('keeper.status')).toMatchObject({ value: { host: 'browser host', pid: host.pid } })
  expect(await page.call('connections.list')).toMatchObject({ value: [{ name: 'ward', state: 'valid' }] })
  const before = changes(stream).length
  expect(await page.call('connections.refresh', { name: 'ward' })).toMatchObject({ ok: true, value: { generation: 2 } })
  await until('notices of the new keeper', () => changes(stream).length > before)
})

it('answers what waits for a renewal before it ends', async () => {
  const server = await startDrawServer({ accessLifeSeconds: 600 })
  const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
  const { host, page } = await serve(home)
  await page.call('connections.add', { entry: drawConnection('ward', server.url, server.issuePair()) })
  server.control({ weather: [{ kind: 'slow', ms: 1_500 }] })
  const waiting = page.call('connections.refresh', { name: 'ward' })
  await until('the renewal to be asked for', () => server.record.renewals.length > 0)
  host.kill('SIGTERM')
  expect(await waiting).toMatchObject({ ok: true, value: { generation: 2 } })
  expect(await host.exited).toEqual({ code: 0, signal: null })
})

it.skipIf(process.platform !== 'linux')(
  'hands the address to a browser in a file that nobody else can read',
  async () => {
    const home = temporaryHome({ EVERBEARER_VAULT: 'memory', DISPLAY: ':7' })
    const desktop = join(home.base, 'desktop')
    mkdirSync(desktop)
    const opened = join(desktop, 'opened')
    writeFileSync(
      join(desktop, 'xdg-open'),
      `#!/bin/sh\ntr '\\0' ' ' < /proc/$$/cmdline > ${opened}.new\nmv ${opened}.new ${opened}\n`,
    )
    chmodSync(join(desktop, 'xdg-open'), 0o755)
    const host = startEverbearer(home, ['open'], { env: { PATH: `${desktop}:${environmentOf(home)['PATH']}` } })
    const printed = await host.ready()
    const argv = await until('the browser', () => readFileSync(opened, 'utf8'))
    expect(argv).not.toContain('ticket')
    const file = /\S+\/open-[0-9a-f]{32}\.html/.exec(argv)?.[0] ?? ''
    expect(dirname(file)).toBe(home.path)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const address = /url=([^"]+)"/.exec(readFileSync(file, 'utf8'))?.[1] ?? ''
    expect(address).not.toBe(printed)
    for (const each of [address, printed]) {
      expect(await (await openAddress(each)).call('keeper.status')).toMatchObject({ ok: true })
    }
    host.kill('SIGTERM')
    expect((await host.exited).code).toBe(0)
    expect(readdirSync(home.path).filter((name) => name.startsWith('open-'))).toEqual([])
  },
)

it('says so where there is no browser to open', async () => {
  const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
  const host = startEverbearer(home, ['open'])
  await openAddress(await host.ready())
  await until('the hint', () => host.stderr().includes('No browser opened by itself here'))
})
