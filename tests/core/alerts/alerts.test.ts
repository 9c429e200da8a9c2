import { describe, expect, it } from 'vitest'
import { createKeeper } from '../../../electron/core/keeper.ts'
import { fault } from '../../../shared/fault.ts'
import { handHost } from '../../kit/hand-host.ts'
import { type MemoryPorts, memoryPorts } from '../../kit/memory-ports.ts'
import { clientCredentialsEntry, drawEntry, type Started, startKeeper } from '../started-keeper.ts'

const COMMAND = ['/usr/bin/tell', '{title}', '{text}']
const KEY = Buffer.from('a key of thirty-two bytes, so be it').toString('base64')
const GATHER_MS = 10_000
const DAY_S = 86_400

async function telling(ports?: MemoryPorts): Promise<Started> {
  const started = await startKeeper(ports)
  await started.keeper.handlers['notify.set']({ command: COMMAND })
  return started
}

/** A fixed token, which nobody renews. */
const fixed = (name: string, ports: MemoryPorts, lifeS: number) => ({
  ...(drawEntry(name, ports, lifeS) as object),
  secrets: { accessToken: `access-of-${name}` },
})

async function addFixed({ keeper, ports }: Started, lifeS: number, ...names: string[]): Promise<void> {
  for (const name of names) await keeper.handlers['connections.add']({ entry: fixed(name, ports, lifeS) })
}

/** Seven causes in nine answers to a request for a token. */
const STORM = [
  ...[
    'unauthorized_client',
    'invalid_request',
    'invalid_scope',
    'invalid_grant',
    'access_denied',
    'invalid_request',
  ].map((error) => ({ status: 400, json: { error } })),
  ...[403, 404, 405].map((status) => ({ status, json: {} })),
]

const faultOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (thrown) => thrown.fault,
  )

/** Days go by in a machine that sleeps; then it is awake for long enough to look at everything. */
async function days(count: number, { ports: { clock } }: Started): Promise<void> {
  await clock.sleepMachine(count * DAY_S * 1_000)
  await clock.advance(320_000)
}

const told = ({ ports }: Started) =>
  ports.alertActions.ran.map(({ environment: env }) => [
    env['EVERBEARER_ALERT_EVENT'],
    env['EVERBEARER_ALERT_FAULT'],
    env['EVERBEARER_ALERT_DAYS'],
    env['EVERBEARER_ALERT_CONNECTIONS'],
  ])

describe('somebody is told', () => {
  it('once of a token that has ended and is not renewed for a quarter of an hour, and when that is over', async () => {
    const started = await telling()
    const { keeper, ports } = started
    ports.http.answer({ json: { access_token: 'one', expires_in: 600 } })
    await keeper.handlers['connections.add']({ entry: clientCredentialsEntry('gpu') })
    await keeper.handlers['connections.token']({ name: 'gpu' })
    ports.http.otherwise(() => ({ status: 503, text: '' }))
    await ports.clock.advance(1_200_000)
    expect(told(started)).toEqual([])
    // A night with the lid closed is no news.
    await ports.clock.sleepMachine(DAY_S * 500)
    await ports.clock.advance(60_000)
    expect(told(started)).toEqual([])
    await ports.clock.advance(700_000)
    expect(told(started)).toEqual([['needs_person', 'server_busy', '', 'gpu']])
    ports.http.otherwise(() => ({ status: 429, text: '' }))
    await ports.clock.advance(3_600_000)
    expect(told(started)).toHaveLength(1)
    ports.http.otherwise(() => ({ json: { access_token: 'two', expires_in: 86_400 } }))
    await keeper.handlers['connections.refresh']({ name: 'gpu' })
    await ports.clock.advance(GATHER_MS)
    expect(told(started).slice(1)).toEqual([['recovered', '', '', 'gpu']])
  })

  it('once for each cause, of all connections that have it, and again only when it is another', async () => {
    const started = await telling()
    const { ports } = started
    await addFixed(started, 10 * DAY_S, 'ward', 'lab', 'attic')
    await ports.clock.advance(GATHER_MS)
    expect(told(started)).toEqual([])
    await days(6, started)
    expect(told(started)).toEqual([['ends_soon', '', '7', 'attic lab ward']])
    await days(3.5, started)
    await days(2, started)
    expect(told(started).slice(1)).toEqual([
      ['ends_soon', '', '1', 'attic lab ward'],
      ['needs_person', 'token_expired', '', 'attic lab ward'],
    ])
  })

  it('that all is well again, where he was told of trouble; of what he paused he hears nothing', async () => {
    const started = await telling()
    const { keeper, ports } = started
    await addFixed(started, 60, 'ward', 'lab')
    await ports.clock.advance(400_000)
    expect(told(started)).toEqual([['needs_person', 'token_expired', '', 'lab ward']])
    await keeper.handlers['connections.pause']({ name: 'lab' })
    await keeper.handlers['connections.edit']({ name: 'ward', entry: fixed('ward', ports, 90 * DAY_S) })
    await ports.clock.advance(GATHER_MS)
    expect(told(started).slice(1)).toEqual([['recovered', '', '', 'ward']])
  })

  it('in words, without a shell, and with the same as JSON on standard input', async () => {
    const started = await telling()
    await addFixed(started, 60, 'ward')
    await started.ports.clock.advance(400_000)
    const [run] = started.ports.alertActions.ran
    expect([run?.program, run?.args[0]]).toEqual(['/usr/bin/tell', 'ward: you are needed'])
    expect(run?.args[1]).toMatch(/token/)
    const sent = JSON.parse(run?.input ?? '')
    expect(sent).toMatchObject({
      type: 'everbearer.needs_person',
      data: { event: 'needs_person', fault: 'token_expired', connections: ['ward'], count: 1, on: 'ward-pc' },
    })
    expect(sent.data.id).toBe(run?.environment['EVERBEARER_ALERT_ID'])
    expect(JSON.stringify(run)).not.toContain('access-of-ward')
  })

  it('of nothing more than six a minute: the sixth sums up what is left, and none is told twice', async () => {
    const started = await telling()
    const { keeper, ports } = started
    await keeper.handlers['notify.set']({ command: null })
    for (const [at, answer] of STORM.entries()) {
      ports.http.answer(answer)
      await keeper.handlers['connections.add']({ entry: clientCredentialsEntry(`cause-${at}`) })
      await ports.clock.advance(1_000)
    }
    await keeper.handlers['notify.set']({ command: COMMAND })
    await ports.clock.advance(GATHER_MS)
    const first = told(started)
    expect(first).toHaveLength(6)
    const [sum] = first.slice(-1)
    expect(sum?.slice(0, 3)).toEqual(['needs_person', '', ''])
    expect(sum?.[3]?.split(' ').length).toBeGreaterThan(1)
    expect(new Set(first.flatMap(([, , , names = '']) => names.split(' '))).size).toBe(STORM.length)
    expect(ports.alertActions.ran.at(-1)?.args.slice(0, 2)).toEqual([
      '2 connections: you are needed',
      'For more than one reason; "everbearer list" tells each, with its next step.',
    ])
    // A minute later there is room again, and nothing is left to tell.
    await ports.clock.advance(61_000)
    expect(told(started)).toHaveLength(6)
  })

  it('by nobody but a host that lasts', async () => {
    const ports = memoryPorts({ host: { ...handHost(), lasting: false } })
    const started = await telling(ports as unknown as MemoryPorts)
    await addFixed(started, 60, 'ward')
    await ports.clock.advance(400_000)
    expect(told(started)).toEqual([])
  })
})

describe('a restart', () => {
  it('repeats nothing of what was told, and tells what came meanwhile', async () => {
    const first = await telling()
    await addFixed(first, 60, 'ward')
    await addFixed(first, 400 + DAY_S, 'lab')
    await first.ports.clock.advance(400_000)
    expect(told(first)).toEqual([['needs_person', 'token_expired', '', 'ward']])
    await first.keeper.stop()
    await first.ports.clock.sleepMachine(2 * DAY_S * 1_000)
    const next = await startKeeper(memoryPorts({ vault: first.ports.vault, clock: first.ports.clock }))
    await next.ports.clock.advance(GATHER_MS)
    expect(told(next)).toEqual([['needs_person', 'token_expired', '', 'lab']])
    await next.ports.clock.advance(900_000)
    expect(told(next)).toHaveLength(1)
  })

  it('sends what the webhook has not taken yet, under the same id', async () => {
    const first = await startKeeper()
    await first.keeper.handlers['notify.set']({ webhook: 'https://alerts.example/', secret: `whsec_${KEY}` })
    first.ports.http.otherwise(() => ({ status: 503 }))
    await addFixed(first, 60, 'ward')
    await first.ports.clock.advance(400_000)
    const [lost] = first.ports.http.requests
    await first.keeper.stop()
    const ports = memoryPorts({ vault: first.ports.vault, clock: first.ports.clock })
    ports.http.answer({ status: 204 })
    const next = await startKeeper(ports)
    await ports.clock.advance(GATHER_MS)
    expect(next.ports.http.requests.map(({ headers }) => headers['webhook-id'])).toEqual([lost?.headers['webhook-id']])
  })
})

describe('a way that fails', () => {
  it('is in the journal and with the doctor once, however often it fails, and no more once it works', async () => {
    const started = await telling()
    const { keeper, ports } = started
    ports.alertActions.ends(fault('notify_command_failed', { exit: 3 }))
    await addFixed(started, 60, 'ward')
    await ports.clock.advance(400_000)
    await addFixed(started, 60, 'lab')
    await ports.clock.advance(400_000)
    expect(ports.alertActions.ran).toHaveLength(2)
    const failures = () => ports.journal.entries.filter(({ event }) => event === 'notify_failed')
    expect(failures()).toMatchObject([{ fault: 'notify_command_failed', params: { way: 'command', exit: 3 } }])
    ports.http.otherwise(() => ({ status: 200 }))
    const doctor = async () =>
      (await keeper.handlers['doctor.run']({})).findings.filter(({ probe }) => probe === 'notify')
    expect(await doctor()).toMatchObject([{ level: 'warning', fault: { code: 'notify_command_failed' } }])
    ports.alertActions.ends(null)
    expect(await keeper.handlers['notify.test']({})).toMatchObject({ command: null })
    expect(await doctor()).toMatchObject([{ level: 'good', fault: null }])
    expect(failures()).toHaveLength(1)
  })

  it('is tried again later and later, each time signed anew, and not for ever', async () => {
    const started = await startKeeper()
    const { keeper, ports } = started
    await keeper.handlers['notify.set']({ webhook: 'https://alerts.example/hook', secret: KEY })
    ports.http.otherwise(() => ({ status: 500 }))
    await addFixed(started, 60, 'ward')
    await ports.clock.advance(100_000)
    for (let day = 0; day < 3; day++) {
      await ports.clock.advance(7_300_000)
      await days(0.5, started)
    }
    const sent = ports.http.requests
    expect(sent.length).toBeGreaterThan(5)
    expect(sent.length).toBeLessThan(40)
    expect(new Set(sent.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(new Set(sent.map(({ headers }) => headers['webhook-signature'])).size).toBe(sent.length)
    expect((await keeper.handlers['notify.get']({})).waiting).toBe(0)
  })

  it('is let go at once where the receiver says that it is gone', async () => {
    const started = await startKeeper()
    const { keeper, ports } = started
    await keeper.handlers['notify.set']({ webhook: 'https://alerts.example/hook', secret: KEY })
    ports.http.otherwise(() => ({ status: 410 }))
    await addFixed(started, 60, 'ward')
    await ports.clock.advance(7_200_000)
    expect(ports.http.requests).toHaveLength(1)
  })
})

describe('what is set', () => {
  it('is in the vault alone; the key is in no answer, and of the address the origin', async () => {
    const { keeper, ports } = await startKeeper()
    const set = await keeper.handlers['notify.set']({ webhook: 'https://alerts.example/T0/secret-path', secret: KEY })
    expect(set).toMatchObject({ webhook: 'https://alerts.example', hasSecret: true, command: null })
    await ports.index.flush()
    const seen = JSON.stringify([
      set,
      ports.index.read(),
      ports.journal.entries,
      await keeper.handlers['support.file']({}),
    ])
    for (const secret of [KEY, 'secret-path']) expect(seen).not.toContain(secret)
    expect(await ports.vault.read('alerts')).toContain(KEY)
  })

  it.each([
    ['a bare name', { command: ['notify-send'] }, 'invalid_notify_command'],
    ['a batch file', { command: ['C:\\tell.cmd'] }, 'invalid_notify_command'],
    ['plain http to elsewhere', { webhook: 'http://alerts.example/' }, 'invalid_webhook'],
    ['a user in the address', { webhook: 'https://a:b@alerts.example/' }, 'invalid_webhook'],
    ['a short key', { secret: 'c2hvcnQ=' }, 'invalid_webhook_secret'],
  ])('is refused where it is %s, and nothing is set', async (_what, change, code) => {
    const { keeper } = await startKeeper()
    expect(await faultOf(keeper.handlers['notify.set'](change))).toMatchObject({ code })
    expect(await keeper.handlers['notify.get']({})).toMatchObject({ command: null, webhook: null, hasSecret: false })
  })

  it('cannot be set by what a page may call', async () => {
    const { keeper } = await startKeeper()
    for (const key of ['notify.command', 'notify.webhook', 'notify.webhook.secret'])
      expect(await faultOf(keeper.handlers['settings.set']({ key, value: '["/bin/sh"]' }))).toMatchObject({
        code: 'call_refused',
      })
  })

  it('comes from the site first, which nobody changes here', async () => {
    const ports = memoryPorts()
    ports.siteFiles.lay({ '/etc/everbearer/a.json': { everbearer: 1, notify: { command: ['/opt/site/tell'] } } })
    const { keeper } = await startKeeper(ports)
    expect(await keeper.handlers['notify.get']({})).toMatchObject({ command: ['/opt/site/tell'], managed: ['command'] })
    expect(await faultOf(keeper.handlers['notify.set']({ command: COMMAND }))).toMatchObject({ code: 'managed_notify' })
    await keeper.handlers['notify.test']({})
    expect(ports.alertActions.ran.map(({ program }) => program)).toEqual(['/opt/site/tell'])
  })

  it('goes along to another vault, and is there for the next keeper', async () => {
    const { keeper, ports } = await telling()
    await keeper.handlers['vault.move']({ to: 'file', passphrase: 'correct horse battery' })
    const next = createKeeper(memoryPorts({ vault: ports.vaults.others.file, clock: ports.clock }))
    expect(await next.handlers['notify.get']({})).toMatchObject({ command: COMMAND })
  })
})
