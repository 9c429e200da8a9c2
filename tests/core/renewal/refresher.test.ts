import { expect, test } from 'vitest'
import { fault } from '../../../shared/fault.ts'
import { bearerOf, clientCredentialsEntry, drawEntry, startKeeper, tokens, viewOf } from '../started-keeper.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

test('renews in the background before the hard point, again and again, with each successor once', async () => {
  const started = await startKeeper()
  const { keeper, ports } = started
  let issued = 0
  ports.http.otherwise(() => tokens(++issued, 60))
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 60) })
  for (let minute = 0; minute < 20; minute++) {
    await ports.clock.advance(15_000)
    const { expiresAt } = await viewOf(started, 'ward')
    expect(Date.parse(expiresAt ?? '') - ports.clock.now()).toBeGreaterThanOrEqual(15_000)
  }
  const sent = ports.http.requests.map(bearerOf)
  expect(sent.length).toBeGreaterThan(7)
  expect(sent).toEqual(['refresh-of-ward-0', ...sent.slice(1).map((_, index) => `refresh-${index + 1}`)])
})

test('plans a 30-day token three days before its end and sends nothing until then', async () => {
  const started = await startKeeper()
  const { keeper, ports } = started
  const { view } = await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 30 * 86_400) })
  const days = (Date.parse(view.refreshAt ?? '') - ports.clock.now()) / DAY
  expect(days).toBeLessThanOrEqual(27)
  expect(days).toBeGreaterThan(26.6)
  await ports.clock.advance(26 * DAY)
  expect(ports.http.requests).toEqual([])
})

test('asks before it sends, saves before it shows', async () => {
  const { keeper, ports } = await startKeeper()
  const { view } = await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 60) })
  ports.http.answer(tokens(1, 60))
  ports.trace.length = 0
  await keeper.handlers['connections.refresh']({ name: 'ward' })
  expect(ports.trace).toEqual([
    `vault.write ${view.id}`,
    'http.send POST https://draw.example/api/token/refresh/',
    `vault.write ${view.id}`,
    'journal renewed',
  ])
})

test('a vault that cannot be written keeps the refresh token from being sent', async () => {
  const { keeper, ports } = await startKeeper()
  const { view } = await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 60) })
  ports.vault.failNext('write', fault('vault_full'), { key: view.id })
  await expect(keeper.handlers['connections.refresh']({ name: 'ward' })).rejects.toMatchObject({
    fault: { code: 'vault_full' },
  })
  expect(ports.http.requests).toEqual([])
})

test('what arrived but could not be saved is served, called unsaved, and saved later', async () => {
  const started = await startKeeper()
  const { keeper, ports } = started
  const { view } = await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 3_600) })
  ports.http.answer(() => {
    ports.vault.failNext('write', fault('vault_locked'), { key: view.id, times: 2 })
    return tokens(1, 3_600)
  })
  await keeper.handlers['connections.refresh']({ name: 'ward' })
  expect((await viewOf(started, 'ward')).state).toBe('unsaved')
  expect((await keeper.handlers['connections.token']({ name: 'ward' })).token).toBe('access-1')
  expect(ports.vault.contents.get(view.id)).not.toContain('access-1')
  await ports.clock.advance(11_000)
  expect((await viewOf(started, 'ward')).state).toBe('valid')
  expect(ports.vault.contents.get(view.id)).toContain('refresh-1')
  expect(ports.journal.events()).toContain('saved_late')
})

test('one renewal for twenty callers, forced and not', async () => {
  const { keeper, ports } = await startKeeper()
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 1_000) })
  const record = ports.http.hold()
  const calls = Array.from({ length: 20 }, (_, index) =>
    index % 2 === 0
      ? keeper.handlers['connections.refresh']({ name: 'ward' })
      : keeper.handlers['connections.token']({ name: 'ward', minTtlMs: HOUR }),
  )
  await ports.clock.settle()
  record.answer(tokens(1, 86_400))
  await Promise.all(calls)
  expect(ports.http.requests).toHaveLength(1)
})

test('an outage keeps everything and tries on with growing gaps until the server is back', async () => {
  const started = await startKeeper()
  const { keeper, ports } = started
  let down = true
  ports.http.otherwise(() => (down ? { status: 503 } : tokens(1, 3_600)))
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 3_600) })
  await ports.clock.advance(52 * 60_000)
  expect(await viewOf(started, 'ward')).toMatchObject({ state: 'valid', fault: { code: 'server_busy' } })
  await ports.clock.advance(4 * 60_000)
  const tries = ports.http.requests.length
  expect(tries).toBeGreaterThan(8)
  expect(tries).toBeLessThan(80)
  down = false
  await ports.clock.advance(2 * 60_000)
  expect(await viewOf(started, 'ward')).toMatchObject({ state: 'valid', fault: null, generation: 2 })
  expect(ports.journal.events()).toContain('recovered')
})

test('Retry-After is honoured by the background and by callers', async () => {
  const { keeper, ports } = await startKeeper()
  ports.http.answer({ status: 429, headers: { 'retry-after': '120' } })
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 20) })
  await ports.clock.advance(20_000)
  expect(ports.http.requests).toHaveLength(1)
  await expect(keeper.handlers['connections.token']({ name: 'ward' })).rejects.toMatchObject({
    fault: { code: 'too_many_requests' },
  })
  await expect(keeper.handlers['connections.token']({ name: 'ward' })).rejects.toMatchObject({
    fault: { code: 'too_many_requests' },
  })
  await ports.clock.advance(90_000)
  expect(ports.http.requests).toHaveLength(1)
  ports.http.answer(tokens(1, 3_600))
  await ports.clock.advance(25_000)
  expect((await keeper.handlers['connections.token']({ name: 'ward' })).token).toBe('access-1')
})

test('a clear no marks the connection, erases nothing and stops asking; pasted tokens mend it', async () => {
  const started = await startKeeper()
  const { keeper, ports } = started
  const { view } = await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 600) })
  ports.http.answer({ status: 401, json: { detail: 'no' } })
  await expect(keeper.handlers['connections.refresh']({ name: 'ward' })).rejects.toMatchObject({
    fault: { code: 'refused' },
  })
  expect((await viewOf(started, 'ward')).state).toBe('needs-person')
  expect(ports.vault.contents.get(view.id)).toContain('refresh-of-ward-0')
  const grant = await keeper.handlers['connections.token']({ name: 'ward' })
  expect(grant).toMatchObject({ token: 'access-of-ward-0', warning: null })
  await ports.clock.advance(2 * HOUR)
  expect(ports.http.requests).toHaveLength(1)
  await expect(keeper.handlers['connections.token']({ name: 'ward' })).rejects.toMatchObject({
    fault: { code: 'refused' },
  })
  const entry = {
    secrets: { accessToken: 'new-access', refreshToken: 'new-refresh' },
    settings: { expiresAt: '2099-01-01T00:00:00Z' },
  }
  const { view: mended } = await keeper.handlers['connections.edit']({ name: 'ward', entry })
  expect(mended).toMatchObject({ state: 'valid', fault: null })
})

test('a no is not believed while the vault holds something newer', async () => {
  const started = await startKeeper()
  const { keeper, ports } = started
  const { view } = await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 600) })
  ports.http.answer(() => {
    const document = JSON.parse(ports.vault.contents.get(view.id) ?? '') as { tokens: Record<string, unknown> }
    document.tokens = { ...document.tokens, accessToken: 'from-elsewhere', refreshToken: 'newer', generation: 7 }
    ports.vault.contents.set(view.id, JSON.stringify(document))
    return { status: 400, json: { error: 'invalid_grant' } }
  })
  await keeper.handlers['connections.refresh']({ name: 'ward' })
  expect(await viewOf(started, 'ward')).toMatchObject({ state: 'valid', generation: 7 })
})

test.each([
  ['resent once and answered', [{ trouble: 'reply_lost', sent: true }, tokens(1, 600)], null, 2],
  [
    'resent once and refused: the reply is lost',
    [
      { trouble: 'reply_lost', sent: true },
      { status: 400, json: { error: 'invalid_grant' } },
    ],
    'refresh_reply_lost',
    2,
  ],
  [
    'never answered: not now',
    [
      { trouble: 'timed_out', sent: true },
      { trouble: 'timed_out', sent: true },
    ],
    'timed_out',
    2,
  ],
  ['a 200 without tokens counts as unanswered', [{ json: {} }, { status: 401 }], 'refresh_reply_lost', 2],
  ['refused at once: an ordinary no', [{ status: 400, json: { error: 'invalid_grant' } }], 'invalid_grant', 1],
  ['not found: wrong settings', [{ status: 404 }], 'wrong_address', 1],
] as const)('an unanswered send: %s', async (_name, answers, code, requests) => {
  const { keeper, ports } = await startKeeper()
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 600, { maxRetries: 0 }) })
  for (const answer of answers) ports.http.answer(answer)
  const call = keeper.handlers['connections.refresh']({ name: 'ward' })
  if (code === null) await call
  else await expect(call).rejects.toMatchObject({ fault: { code } })
  expect(ports.http.requests).toHaveLength(requests)
  expect(new Set(ports.http.requests.map(bearerOf))).toEqual(new Set(['refresh-of-ward-0']))
})

test('a crash between sending and saving is remembered: a refusal after it says that the reply was lost', async () => {
  const first = await startKeeper()
  const { ports } = first
  await first.keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 600, { maxRetries: 0 }) })
  const neverAnswered = ports.http.hold()
  void first.keeper.handlers['connections.refresh']({ name: 'ward' }).catch(() => undefined)
  await ports.clock.settle()
  expect(neverAnswered.asked).toBe(true)

  const second = await startKeeper(ports)
  ports.http.answer({ status: 400, json: { error: 'invalid_grant' } })
  await expect(second.keeper.handlers['connections.refresh']({ name: 'ward' })).rejects.toMatchObject({
    fault: { code: 'refresh_reply_lost' },
  })
  neverAnswered.answer({ status: 503 })
})

test('quick retries follow maxRetries and happen only when nothing was sent or a status came', async () => {
  const { keeper, ports } = await startKeeper()
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 6_000, { maxRetries: 2 }) })
  ports.http.answer({ trouble: 'connection_refused', sent: false })
  ports.http.answer({ status: 502 })
  ports.http.answer({ status: 503 })
  const call = keeper.handlers['connections.refresh']({ name: 'ward' }).catch((thrown: unknown) => thrown)
  await ports.clock.advance(10_000)
  expect(await call).toMatchObject({ fault: { code: 'server_busy', params: { status: 503 } } })
  expect(ports.http.requests).toHaveLength(3)
})

test('an old refresh token is kept when the answer brings none', async () => {
  const { keeper, ports } = await startKeeper()
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 600) })
  ports.http.answer({ json: { access_token: 'access-1', expires_in: 600 } })
  await keeper.handlers['connections.refresh']({ name: 'ward' })
  await ports.clock.advance(3_000)
  ports.http.answer(tokens(2, 600))
  await keeper.handlers['connections.refresh']({ name: 'ward' })
  expect(ports.http.requests.map(bearerOf)).toEqual(['refresh-of-ward-0', 'refresh-of-ward-0'])
})

test('a server that hands back the same token until shortly before its end is not stormed', async () => {
  const { keeper, ports } = await startKeeper()
  const end = ports.clock.now() + HOUR
  const fresh = { access_token: 'same', refresh_token: 'same-refresh' }
  ports.http.otherwise(() =>
    ports.clock.now() < end - 30_000
      ? { json: { ...fresh, expires_at: new Date(end).toISOString() } }
      : { json: { ...fresh, access_token: 'next', expires_in: 3_600 } },
  )
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 3_600) })
  await ports.clock.advance(HOUR - 2_000)
  expect((await keeper.handlers['connections.token']({ name: 'ward' })).token).toBe('next')
  expect(ports.http.requests.length).toBeLessThan(12)
})

test('a reported 401 causes one renewal per generation, none for a young token', async () => {
  const { keeper, ports } = await startKeeper()
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 3_600) })
  const report = (generation: number) => keeper.handlers['connections.rejected']({ name: 'ward', generation })
  await report(1)
  expect(ports.http.requests).toHaveLength(0)
  await ports.clock.advance(16 * 60_000)
  ports.http.answer({ status: 503 })
  ports.http.answer({ status: 503 })
  ports.http.answer({ status: 503 })
  ports.http.answer({ status: 503 })
  ports.http.answer(tokens(1, 3_600))
  const reports = Promise.all([report(1), report(1)])
  await ports.clock.advance(20_000)
  await reports
  await report(1)
  expect(ports.http.requests).toHaveLength(5)
  expect((await keeper.handlers['connections.token']({ name: 'ward' })).token).toBe('access-1')
})

test('no expiry known: nothing is renewed until a program is refused', async () => {
  const started = await startKeeper()
  const { keeper, ports } = started
  const entry = drawEntry('ward', ports, 60) as { settings: Record<string, unknown> }
  delete entry.settings['expiresAt']
  await keeper.handlers['connections.add']({ entry })
  await ports.clock.advance(DAY)
  expect(ports.http.requests).toHaveLength(0)
  expect((await viewOf(started, 'ward')).state).toBe('unknown')
  ports.http.answer(tokens(1, 3_600))
  await keeper.handlers['connections.rejected']({ name: 'ward', generation: 1 })
  expect((await viewOf(started, 'ward')).state).toBe('valid')
})

test('sleep, a clock set back and a lost network are noticed', async () => {
  const started = await startKeeper()
  const { keeper, ports } = started
  let issued = 0
  let down = false
  ports.http.otherwise(() => (down ? { trouble: 'offline', sent: false } : tokens(++issued, 7_200)))
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 60) })
  await ports.clock.advance(60_000)
  expect(issued).toBe(1)

  await ports.clock.sleepMachine(2 * HOUR)
  await ports.clock.advance(31_000)
  expect(issued).toBe(2)

  const before = Date.parse((await viewOf(started, 'ward')).expiresAt ?? '') - ports.clock.now()
  ports.clock.setWall(ports.clock.now() - 5 * HOUR)
  await ports.clock.advance(30_000)
  const after = Date.parse((await viewOf(started, 'ward')).expiresAt ?? '') - ports.clock.now()
  expect(Math.abs(before - 30_000 - after)).toBeLessThan(1_000)

  down = true
  await ports.clock.advance(115 * 60_000)
  expect((await viewOf(started, 'ward')).fault?.code).toBe('offline')
  down = false
  ports.wake.fire()
  await ports.clock.advance(2_500)
  expect((await viewOf(started, 'ward')).fault).toBeNull()
})

test('a clock set back while a reply is on its way does not lengthen the token', async () => {
  const started = await startKeeper()
  const { keeper, ports } = started
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 600) })
  const slow = ports.http.hold()
  const refreshing = keeper.handlers['connections.refresh']({ name: 'ward' })
  await ports.clock.settle()
  ports.clock.setWall(ports.clock.now() - 2 * HOUR)
  await ports.clock.advance(1_000)
  slow.answer(tokens(1, 600))
  await refreshing
  const left = Date.parse((await viewOf(started, 'ward')).expiresAt ?? '') - ports.clock.now()
  expect(left).toBeLessThanOrEqual(599_000)
  expect(left).toBeGreaterThan(590_000)
})

test('one hung server delays nobody else', async () => {
  const { keeper, ports } = await startKeeper()
  for (let index = 0; index < 20; index++) {
    await keeper.handlers['connections.add']({
      entry: drawEntry(`hung-${index}`, ports, 60, { baseUrl: 'https://hung.example/' }),
    })
  }
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 60) })
  const timedOut = async () => {
    await new Promise<void>((resolve) => ports.clock.after(30_000, resolve))
    return { trouble: 'timed_out', sent: true } as const
  }
  ports.http.otherwise((request) => (request.url.includes('hung') ? timedOut() : tokens(1, 3_600)))
  await ports.clock.advance(45_000)
  expect((await keeper.handlers['connections.token']({ name: 'ward' })).token).toBe('access-1')
  const hung = ports.http.requests.filter((request) => request.url.includes('hung'))
  expect(hung.length).toBeLessThanOrEqual(6)
})

test('pause stops renewals, keeps handing out what is valid, and resume makes up for it', async () => {
  const started = await startKeeper()
  const { keeper, ports } = started
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 60) })
  await keeper.handlers['connections.pause']({ name: 'ward' })
  expect((await keeper.handlers['connections.token']({ name: 'ward' })).token).toBe('access-of-ward-0')
  await ports.clock.advance(HOUR)
  expect(ports.http.requests).toHaveLength(0)
  await expect(keeper.handlers['connections.token']({ name: 'ward' })).rejects.toMatchObject({
    fault: { code: 'paused' },
  })
  ports.http.answer(tokens(1, 3_600))
  await keeper.handlers['connections.resume']({ name: 'ward' })
  await ports.clock.advance(100)
  expect((await viewOf(started, 'ward')).state).toBe('valid')
})

test('client credentials need no first token and no vault write to be asked for', async () => {
  const { keeper, ports } = await startKeeper()
  ports.http.answer({ json: { access_token: 'machine-1', expires_in: 3_600 } })
  await keeper.handlers['connections.add']({ entry: clientCredentialsEntry('job') })
  await ports.clock.advance(10)
  expect((await keeper.handlers['connections.token']({ name: 'job' })).token).toBe('machine-1')
  expect(ports.http.requests[0]).toMatchObject({
    url: 'https://login.example/token',
    body: 'grant_type=client_credentials',
  })
})

test('a document from another machine is not renewed from here until a person takes it over', async () => {
  const first = await startKeeper()
  const { ports } = first
  const { view } = await first.keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 60) })
  const document = JSON.parse(ports.vault.contents.get(view.id) ?? '') as Record<string, unknown>
  ports.vault.contents.set(view.id, JSON.stringify({ ...document, machine: 'another' }))
  await first.keeper.stop()
  const second = await startKeeper(ports)
  await ports.clock.advance(HOUR)
  expect(await viewOf(second, 'ward')).toMatchObject({ state: 'needs-person', fault: { code: 'moved_machine' } })
  ports.http.answer(tokens(1, 60))
  const taken = await second.keeper.handlers['connections.resume']({ name: 'ward' })
  expect(taken.fault?.code).not.toBe('moved_machine')
  await ports.clock.advance(1)
  expect(ports.http.requests).toHaveLength(1)
  expect(JSON.parse(ports.vault.contents.get(view.id) ?? '')).toMatchObject({ machine: document['machine'] })
})

test('what cannot renew itself is announced 14, 7 and 1 days ahead, once each, also across restarts', async () => {
  const { keeper, ports } = await startKeeper()
  const entry = drawEntry('ward', ports, 20 * 86_400) as { secrets: Record<string, unknown> }
  delete entry.secrets['refreshToken']
  await keeper.handlers['connections.add']({ entry })
  for (let hours = 0; hours < 19 * 24 + 2; hours += 2) await ports.clock.advance(2 * HOUR)
  await keeper.stop()
  await startKeeper(ports)
  await ports.clock.advance(10 * HOUR)
  const announced = ports.journal.entries
    .filter((line) => line.event === 'ends_soon')
    .map((line) => line.params?.['days'])
  expect(announced).toEqual([14, 7, 1])
})

test('a reply that was lost is not told as a renewal that was cut, the next time', async () => {
  const { keeper, ports } = await startKeeper()
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 3_600) })
  ports.http.otherwise(() => ({ trouble: 'timed_out', sent: true }))
  const lost = keeper.handlers['connections.refresh']({ name: 'ward' }).catch(() => undefined)
  await ports.clock.advance(60_000)
  await lost
  ports.http.otherwise(() => tokens(1, 3_600))
  const renewed = keeper.handlers['connections.refresh']({ name: 'ward' })
  await ports.clock.advance(60_000)
  await renewed
  expect(ports.journal.events()).toContain('renewed')
  expect(ports.journal.events()).not.toContain('renewal_cut')
})

test('a failure that spent nothing is worth no write', async () => {
  const { keeper, ports } = await startKeeper()
  ports.http.otherwise(() => tokens(1, 3_600))
  await keeper.handlers['connections.add']({ entry: clientCredentialsEntry('job') })
  await ports.clock.advance(60_000)
  ports.http.otherwise(() => ({ status: 503 }))
  const writes = () => ports.trace.filter((line) => line.startsWith('vault.write')).length
  const before = writes()
  const failing = keeper.handlers['connections.refresh']({ name: 'job' }).catch(() => undefined)
  await ports.clock.advance(60_000)
  await failing
  expect(ports.journal.events()).toContain('renewal_failed')
  expect(writes()).toBe(before)
})
