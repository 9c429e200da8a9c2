/** The clients that programs import, in programs of their own, beside a real keeper. */
import { chmodSync, mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startApiServer } from '../../kit/clients/api-server.ts'
import { LANGUAGES, startClient } from '../../kit/clients/client-program.ts'
import { failing, keptWard } from '../../kit/clients/kept-ward.ts'
import { done } from '../../kit/processes/everbearer-process.ts'
import { temporaryHome } from '../../kit/processes/temporary-home.ts'
import { until } from '../../kit/processes/until.ts'

it('a misspelt option in JavaScript, where nobody checks types, brings no token for more', async () => {
  const { home } = await keptWard()
  const program = startClient('node', home)
  const misspelt = { resourse: 'https://other.example/' }
  expect(await failing(program.call('token', 'ward', null, null, null, misspelt))).toMatchObject({
    code: 'unknown_parameter',
    status: 400,
    next: expect.stringContaining('resource'),
  })
})

describe.each(LANGUAGES)('the client for %s', (language) => {
  it('gives tokens and views, and says what is wrong with a question', async () => {
    const { home, server } = await keptWard()
    const program = startClient(language, home)
    const token = await program.call('token', 'ward', '5m')
    expect(token).toMatchObject({
      name: 'ward',
      token: server.tokens().at(-1),
      tokenType: 'Bearer',
      baseUrl: server.url,
    })
    expect(token).toMatchObject({ clientId: 'ward', maxRetries: 3, warning: null, parameter: null })
    const view = await program.call('connection', 'ward')
    expect(view).toMatchObject({ name: 'ward', system: 'oauth2', state: 'valid', baseUrl: server.url })
    expect(await program.call('list')).toEqual([view])
    expect(JSON.stringify(view)).not.toContain(server.tokens().at(-1))
    expect(await failing(program.call('token', 'nobody'))).toMatchObject({
      code: 'no_such_connection',
      status: 404,
      next: expect.stringContaining('everbearer list'),
      message: expect.stringMatching(/^no_such_connection: .+ Next: /),
    })
    expect(await failing(program.call('token', 'ward', 'soon'))).toMatchObject({ code: 'bad_shape', status: 400 })
    expect(await failing(program.call('token', '../../openapi.json'))).toMatchObject({ status: 400 })
  })

  it('asks for a resource and a scope of its own, and reports that token alone', async () => {
    const { home, server } = await keptWard()
    const program = startClient(language, home)
    const own = await program.call('token', 'ward')
    const narrowed = ['https://other.example/', 'list read'] as const
    const token = await program.call('token', 'ward', null, ...narrowed)
    expect(token['token']).not.toBe(own['token'])
    expect(server.wished.at(-1)).toMatchObject({ resource: 'https://other.example/', scope: 'list read' })
    expect(await program.call('token', 'ward', '1m', ...narrowed)).toMatchObject({ token: token['token'] })
    expect(await program.call('rejected', 'ward', token['generation'], ...narrowed)).toMatchObject({ name: 'ward' })
    expect(await program.call('token', 'ward')).toMatchObject({ token: own['token'] })
  })

  it('a hundred who ask at the same time get the token of one renewal', async () => {
    const { home, server } = await keptWard({ tokenLateMs: 400 })
    const program = startClient(language, home)
    // A renewal of the keeper's own would be under way with the short life when the hundred ask.
    await done(home, ['settings', 'set', 'backgroundRenewal', 'false'])
    await until('its first token', async () => (await program.call('token', 'ward')).secondsLeft > 2)
    server.settings.lifeSeconds = 2
    // A wish that comes so soon after a renewal counts as the same one.
    const before = server.issued()
    await until('a short one', async () => {
      await done(home, ['refresh', 'ward'])
      return server.issued() > before
    })
    await until('a token near its end', async () => (await program.call('connection', 'ward')).secondsLeft === 0)
    server.settings.lifeSeconds = 3_600
    const all = await Promise.all(Array.from({ length: 100 }, () => program.call('token', 'ward')))
    const generations = new Set(all.map(({ generation }) => generation))
    const tokens = new Set(all.map(({ token }) => token))
    expect([tokens.size, generations.size]).toEqual([1, 1])
    expect([...tokens]).toEqual([server.tokens().at(-1)])
  })

  it('sends no token of a type that it does not know, and hands it to whoever does', async () => {
    const { home, server } = await keptWard({ tokenType: 'DPoP' })
    const program = startClient(language, home)
    expect(await program.call('token', 'ward')).toMatchObject({ tokenType: 'DPoP', token: server.tokens()[0] })
    const refused = { code: 'token_type_unknown', next: expect.stringContaining('bearer') }
    expect(await failing(program.call('open', 'ward', '/api/health/'))).toMatchObject(refused)
    expect(server.asked).toEqual([])
  })

  it('makes calls with the token, once more after a 401, and to no other place', async () => {
    const { home, server } = await keptWard({ lifeSeconds: 16 })
    const other = await startApiServer()
    const program = startClient(language, home)
    expect(await program.call('open', 'ward', '/api/health/')).toMatchObject({ status: 200 })
    expect(await program.call('open', 'ward', `${server.url}api/health/?x=1`)).toMatchObject({ status: 200 })
    expect(new Set(server.asked.map(({ path }) => path))).toEqual(new Set(['/base/api/health/']))

    // The keeper's own renewal at half of its life would hand out a token that is not older.
    await done(home, ['settings', 'set', 'backgroundRenewal', 'false'])
    const [first, second] = await until('a call that is made once more', async () => {
      // Of a younger token nobody believes that it was refused, and an older one is renewed before it is handed out.
      await until('a quarter of its life', async () => (await program.call('token', 'ward')).secondsLeft <= 11)
      server.refuseOlder()
      const before = server.asked.length
      const answer = await program.call('open', 'ward', 'api/upload/', 'a body')
      expect(answer).toEqual({ status: 200, body: JSON.stringify({ path: '/base/api/upload/', body: 'a body' }) })
      const calls = server.asked.slice(before)
      return calls.length > 1 ? calls : Promise.reject(new Error('the token came too late to be refused'))
    })
    expect([first?.body, second?.body, first?.token === second?.token]).toEqual(['a body', 'a body', false])

    const asked = server.asked.length
    const { origin } = new URL(server.url)
    const elsewhere = [
      other.url,
      `${origin}/token`,
      `${origin}/basement/`,
      `${origin}/base/../token`,
      `${origin}/base/%2e%2e/token`,
      `//${new URL(other.url).host}/base/`,
      `${origin.replace('127.0.0.1', 'localhost')}/base/`,
      `${origin.replace('//', '//ward@')}/base/`,
      `${origin}@${new URL(other.url).host}/base/`,
      'file:///etc/passwd',
    ]
    for (const address of elsewhere) {
      const refused = await failing(program.call('open', 'ward', address))
      expect([address, refused]).toEqual([address, expect.objectContaining({ code: 'outside_base_url' })])
    }
    expect([server.asked.length, other.asked]).toEqual([asked, []])
    expect(await program.call('open', 'ward', '/leads-away/')).toMatchObject({ status: 302 })
    expect(server.asked.length).toBe(asked + 1)
  })

  it('looks at the owner and mode of folder and socket before it connects', async () => {
    const home = temporaryHome()
    mkdirSync(home.path, { mode: 0o700 })
    const path = join(home.path, 'keeper.sock')
    let taken = 0
    const pose = createServer((socket) => {
      taken += 1
      socket.destroy()
    })
    await new Promise<void>((ready) => pose.listen(path, ready))
    onTestFinished(() => void pose.close())
    const program = startClient(language, home, { timeoutMs: 1_000 })
    chmodSync(path, 0o666)
    expect(await failing(program.call('token', 'ward'))).toMatchObject({ code: 'socket_folder_unsafe' })
    chmodSync(path, 0o600)
    for (const mode of [0o710, 0o750, 0o701, 0o777]) {
      chmodSync(home.path, mode)
      const refused = { code: 'state_folder_open', next: expect.stringContaining(`chmod 700 ${home.path}`) }
      expect(await failing(program.call('token', 'ward'))).toMatchObject(refused)
    }
    expect(taken).toBe(0)
    chmodSync(home.path, 0o700)
    expect(await failing(program.call('token', 'ward'))).toMatchObject({
      code: expect.stringMatching(/^(keeper_lost|waited_too_long)$/),
    })
    expect(taken).toBeGreaterThan(0)
  })
})
