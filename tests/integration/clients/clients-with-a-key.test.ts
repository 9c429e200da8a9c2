/** The clients over the port for programs with a key, as a container has them: the same calls, the same faults. */

import { writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { LANGUAGES, type Language, startClient } from '../../kit/clients/client-program.ts'
import { newKey, openPort, openPortOverTls } from '../../kit/clients/consumer-port.ts'
import { addWard, failing, keptWard } from '../../kit/clients/kept-ward.ts'
import { done } from '../../kit/processes/everbearer-process.ts'
import { temporaryHome } from '../../kit/processes/temporary-home.ts'
import { until } from '../../kit/processes/until.ts'
import { ownAuthority } from '../../kit/servers/own-authority.ts'

const authority = ownAuthority()
const SOME_KEY = `evb_${'0'.repeat(80)}`

/** A program that sees nothing of the workstation but what it was told. */
function inContainer(language: Language, env: Readonly<Record<string, string>>, timeoutMs = 20_000) {
  return startClient(language, temporaryHome(), { env, timeoutMs })
}

async function keptBehindPort() {
  const kept = await keptWard()
  const url = await openPort(kept.home)
  const key = await newKey(kept.home, 'uploader', 'ward')
  return { ...kept, url, key }
}

/** Takes connections, and keeps what it hears. */
async function eavesdropper(answer = '', again = '') {
  const heard: string[] = []
  const server = createServer((socket) => {
    heard.push('')
    socket.on('data', (piece) => {
      heard.push(piece.toString('latin1'))
      if (again === '') return void socket.end(answer)
      socket.write(answer)
      const more = setInterval(() => socket.write(again), 100)
      socket.once('close', () => clearInterval(more))
    })
    socket.on('error', () => {})
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  onTestFinished(() => void server.close())
  return { port: (server.address() as AddressInfo).port, heard }
}

describe.each(LANGUAGES)('the client for %s', (language) => {
  it('gives over the port what it gives over the socket, of its own connections alone', async () => {
    const { home, server, url, key } = await keptBehindPort()
    await addWard(home, server, 'other')
    const program = inContainer(language, { EVERBEARER_URL: `${url}/`, EVERBEARER_KEY: key })
    const beside = startClient(language, home)
    const { secondsLeft, ...token } = await program.call('token', 'ward', '5m')
    expect(token).toMatchObject({ name: 'ward', token: server.tokens()[0], baseUrl: server.url, generation: 1 })
    expect(await beside.call('token', 'ward', '5m')).toMatchObject(token)
    expect(secondsLeft).toBeGreaterThan(3_000)
    const [view] = (await program.call('list')) as unknown as object[]
    expect(view).toMatchObject({ name: 'ward', system: 'oauth2', state: 'valid' })
    expect(await program.call('list')).toHaveLength(1)
    expect(await program.call('connection', 'ward')).toMatchObject({ name: 'ward', baseUrl: server.url })
    expect(await program.call('rejected', 'ward', 1)).toMatchObject({ name: 'ward' })
    expect(await program.call('open', 'ward', '/api/health/', 'a body')).toMatchObject({ status: 200 })
    for (const name of ['other', 'nobody'])
      expect(await failing(program.call('token', name))).toMatchObject({ code: 'no_such_connection', status: 404 })
    expect(await failing(program.call('token', 'ward', 'soon'))).toMatchObject({ code: 'bad_shape', status: 400 })
    expect(await failing(program.call('token', 'ward', null, 'https://other.example/'))).toMatchObject({
      code: 'consumer_not_given',
      status: 403,
    })
    expect(await failing(program.call('open', 'ward', 'https://other.example/'))).toMatchObject({
      code: 'outside_base_url',
    })
    await done(home, ['consumers', 'revoke', 'uploader'])
    expect(await failing(program.call('token', 'ward'))).toMatchObject({ code: 'consumer_key_unknown', status: 401 })
  })

  it('reads its key from a file, which may be replaced while it runs', async () => {
    const { home, url, key } = await keptBehindPort()
    const file = join(home.base, 'key')
    const program = inContainer(language, { EVERBEARER_URL: url, EVERBEARER_KEY_FILE: file })
    expect(await failing(program.call('token', 'ward'))).toMatchObject({ code: 'file_unreadable' })
    writeFileSync(file, `${key}\n`)
    expect(await program.call('token', 'ward')).toMatchObject({ generation: 1 })
    const next = await newKey(home, 'next', 'ward')
    await done(home, ['consumers', 'revoke', 'uploader'])
    expect(await failing(program.call('token', 'ward'))).toMatchObject({ code: 'consumer_key_unknown' })
    writeFileSync(file, next)
    expect(await program.call('token', 'ward')).toMatchObject({ generation: 1 })
    for (const text of ['', 'eyJhbGciOiJIUzI1NiJ9', `${next}\nX-Other: 1`]) {
      writeFileSync(file, text)
      expect(await failing(program.call('token', 'ward'))).toMatchObject({ code: 'consumer_key_unfit' })
    }
  })

  it('goes over TLS to whom it may trust, and to nobody else', async () => {
    const { home, url, key } = await keptBehindPort()
    const port = await openPortOverTls(home, authority.issue('keeper', ['localhost', '127.0.0.1']))
    const ca = join(home.base, 'ca.pem')
    writeFileSync(ca, authority.pem)
    const told = { EVERBEARER_URL: `https://localhost:${port}`, EVERBEARER_KEY: key, EVERBEARER_CA: ca }
    expect(await inContainer(language, told).call('token', 'ward')).toMatchObject({ generation: 1 })
    const byAddress = { ...told, EVERBEARER_URL: `https://127.0.0.1:${port}` }
    expect(await inContainer(language, byAddress).call('token', 'ward')).toMatchObject({ generation: 1 })
    const untrusting = inContainer(language, { ...told, EVERBEARER_CA: '', NODE_TLS_REJECT_UNAUTHORIZED: '0' })
    expect(await failing(untrusting.call('token', 'ward'))).toMatchObject({
      code: 'certificate',
      next: expect.stringContaining('EVERBEARER_CA'),
    })
    const plainPort = inContainer(language, { ...told, EVERBEARER_URL: url.replace('http:', 'https:') })
    expect(await failing(plainPort.call('token', 'ward'))).toMatchObject({ code: 'keeper_version' })
    const noFile = inContainer(language, { ...told, EVERBEARER_CA: join(home.base, 'absent') })
    expect(await failing(noFile.call('token', 'ward'))).toMatchObject({ code: 'file_unreadable' })
  })

  it('sends no key in the clear, but on loopback and to the bridge that was named', async () => {
    const { port, heard } = await eavesdropper()
    const codeOf = async (url: string, more: Readonly<Record<string, string>> = {}) => {
      const program = inContainer(language, { EVERBEARER_URL: url, EVERBEARER_KEY: SOME_KEY, ...more })
      return ((await failing(program.call('token', 'ward'))) as { code?: string }).code
    }
    for (const host of ['keeper.example', '192.0.2.7', '10.213.0.1', '[fd00::1]', 'localhost.example', '0.0.0.0'])
      expect([host, await codeOf(`http://${host}:${port}`)]).toEqual([host, 'key_in_the_clear'])
    const named = { EVERBEARER_BRIDGE: '192.0.2.7' }
    expect(await codeOf(`http://192.0.2.7:${port}`, named)).toBe('key_in_the_clear')
    expect(await codeOf(`http://10.213.0.1:${port}`, named)).toBe('key_in_the_clear')
    for (const url of [`http://127.0.0.1:${port}/v1`, `http://u:p@127.0.0.1:${port}`, 'keeper.sock', 'ftp://127.0.0.1'])
      expect([url, await codeOf(url)]).toEqual([url, 'keeper_url_unfit'])
    expect(await codeOf(`http://127.0.0.1:${port}`, { EVERBEARER_KEY: '' })).toBe('consumer_key_unfit')
    expect(heard).toEqual([])
    expect(await codeOf('http://127.0.0.1:1')).toBe('keeper_absent')
  })

  it.each([
    ['drop by drop', 'HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n', ' '],
    ['after announcements without end', '', 'HTTP/1.1 100 Continue\r\n\r\n'],
  ])('gives up an answer that comes %s', async (_what, answer, again) => {
    const { port } = await eavesdropper(answer, again)
    const env = { EVERBEARER_URL: `http://127.0.0.1:${port}`, EVERBEARER_KEY: SOME_KEY }
    const trouble = (await failing(inContainer(language, env, 3_000).call('token', 'ward'))) as { code?: string }
    expect(['waited_too_long', 'keeper_unresponsive']).toContain(trouble.code)
  })

  it('says of a stranger at the address that it is one, and notices a keeper that stands still', async () => {
    const { port } = await eavesdropper('220 mail.example ESMTP\r\n')
    const strange = inContainer(language, { EVERBEARER_URL: `http://127.0.0.1:${port}`, EVERBEARER_KEY: SOME_KEY })
    expect(await failing(strange.call('token', 'ward'))).toMatchObject({
      code: 'keeper_version',
      message: expect.stringContaining(`http://127.0.0.1:${port}`),
    })
    const { agent, url, key } = await keptBehindPort()
    const program = inContainer(language, { EVERBEARER_URL: url, EVERBEARER_KEY: key })
    expect(await program.call('token', 'ward')).toMatchObject({ generation: 1 })
    agent.kill('SIGSTOP')
    expect(await failing(program.call('token', 'ward'))).toMatchObject({ code: 'keeper_unresponsive' })
    agent.kill('SIGCONT')
    expect(await until('it answers again', () => program.call('token', 'ward'))).toMatchObject({ generation: 1 })
  })
})
