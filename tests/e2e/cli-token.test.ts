/** The short way of `token`, and what programs are run with: the built command line beside a running agent. */
import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type DrawServer, drawConnection, startDrawServer } from '../kit/draw/draw-server.ts'
import { everbearer, productNode, startAgent, startEverbearer } from '../kit/processes/everbearer-process.ts'
import { environmentOf, type Home, temporaryHome } from '../kit/processes/temporary-home.ts'
import { until } from '../kit/processes/until.ts'

const root = resolve(import.meta.dirname, '..', '..')
const cli = join(root, 'dist', 'cli.js')

async function kept(lives: { accessLifeSeconds?: number } = {}): Promise<{ home: Home; server: DrawServer }> {
  const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
  const server = await startDrawServer(lives)
  await startAgent(home).ready()
  const stdin = JSON.stringify(drawConnection('ward-3', server.url, server.issuePair()))
  expect(await everbearer(home, ['add', '--from', '-'], { stdin })).toMatchObject({ code: 0, stderr: '' })
  return { home, server }
}

describe('token', () => {
  it('prints the same in each form, on the short way and on the full one', async () => {
    const { home, server } = await kept()
    const plain = await everbearer(home, ['token', 'ward-3'])
    const token = plain.stdout.trim()
    expect(server.tokens()).toContain(token)
    expect(plain).toMatchObject({ code: 0, stdout: `${token}\n`, stderr: '' })
    expect((await everbearer(home, ['token', 'ward-3', '--header'])).stdout).toBe(`Authorization: Bearer ${token}\n`)
    const json = await everbearer(home, ['token', '--json', 'ward-3', '--min-ttl', '5m'])
    expect(JSON.parse(json.stdout)).toMatchObject({ token, tokenType: 'Bearer', generation: 1, baseUrl: server.url })
    // An option written with = is not on the short way.
    const full = await everbearer(home, ['token', 'ward-3', '--json', '--min-ttl=5m'])
    expect(full).toMatchObject({ code: 0, stdout: json.stdout, stderr: '' })
  })

  it('loads next to nothing on the short way', async () => {
    const { home } = await kept()
    let runs = 0
    const loaded = async (args: string[]) => {
      runs += 1
      const env = { NODE_V8_COVERAGE: join(home.base, `coverage-${runs}`) }
      await everbearer(home, args, { env })
      const texts = readdirSync(env.NODE_V8_COVERAGE).map((file) =>
        readFileSync(join(env.NODE_V8_COVERAGE, file), 'utf8'),
      )
      return texts.join('\n').match(/file:\/\/[^"]+dist[^"]+/g) ?? []
    }
    expect((await loaded(['token', 'ward-3', '--min-ttl=5m'])).length).toBeGreaterThan(5)
    // Where the keeper takes a second to answer, on a machine that stands still, the whole program asks it once more.
    await until('cli.js alone', async () => {
      const short = await loaded(['token', 'ward-3'])
      return short.map((url) => url.replace(/.*dist\//, '')).join() === 'cli.js'
    })
  })

  it('renews where it must, and warns where the server gives too little', async () => {
    const { home, server } = await kept({ accessLifeSeconds: 600 })
    const { code, stdout, stderr } = await everbearer(home, ['token', 'ward-3', '--min-ttl', '1h'])
    expect(code).toBe(0)
    expect(server.tokens()).toContain(stdout.trim())
    expect(stderr).toMatch(
      /^everbearer: warning: shorter_life: The token is valid for .+ only, which is less than was asked for\. Next: .+\n$/,
    )
  })

  it('leaves whatever is odd at the socket to the full program, which says what it is', async () => {
    const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
    mkdirSync(home.path, { mode: 0o700 })
    const heard: string[] = []
    const odd = createServer((socket) => {
      socket.on('error', () => undefined).on('data', (data) => heard.push(String(data)))
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{"token":7}')
    })
    await new Promise<void>((ready) => odd.listen(join(home.path, 'keeper.sock'), ready))
    onTestFinished(() => void odd.close())
    const { code, stdout, stderr } = await everbearer(home, ['token', 'ward-3'])
    expect(heard[0]).toContain('GET /v1/connections/ward-3/token HTTP/1.1')
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^everbearer: [a-z_]+: .+ Next: .+\n$/)
    expect(code).toBeGreaterThan(1)
  })

  it('has the ID token in its JSON on the short way too', async () => {
    const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
    mkdirSync(home.path, { mode: 0o700 })
    const end = '2030-01-01T00:00:00.000Z'
    const grant = { token: 'a', token_type: 'Bearer', generation: 1, base_url: 'https://x.example/', warning: null }
    const life = { expires_at: end, usable_until: end, id_token: 'of-ada', id_token_expires_at: end }
    const body = JSON.stringify({ ...grant, ...life })
    const keeper = createServer((socket) => {
      socket.on('error', () => undefined).end(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
    })
    await new Promise<void>((ready) => keeper.listen(join(home.path, 'keeper.sock'), ready))
    onTestFinished(() => void keeper.close())
    const { stdout } = await everbearer(home, ['token', 'cluster', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ token: 'a', idToken: 'of-ada', idTokenExpiresAt: end })
  })

  it('is quiet when nobody reads it', async () => {
    const { home } = await kept()
    for (const args of ['token ward-3', 'token ward-3 --min-ttl=5m', 'list', 'journal', 'systems --json']) {
      const child = spawn('sh', ['-c', `"$0" "$1" ${args} 2>&1 >&3 | cat`, productNode, cli], {
        env: environmentOf(home),
        stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      })
      child.stdio[3]?.destroy()
      let said = ''
      child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        said += text
      })
      await new Promise((ended) => child.once('close', ended))
      expect(said).toBe('')
    }
  })
})

describe('exec', () => {
  it('gives the program a token and where to use it, and nothing that opens the vault', async () => {
    const { home, server } = await kept()
    const script = 'echo "$EVERBEARER_TOKEN" "$EVERBEARER_BASE_URL" "[$EVERBEARER_PASSPHRASE]" "$@"; exit 7'
    const outcome = await everbearer(home, ['exec', 'ward-3', '--', 'sh', '-c', script, 'sh', '--help', '-x'], {
      env: { EVERBEARER_PASSPHRASE: 'open sesame' },
    })
    const token = (await everbearer(home, ['token', 'ward-3'])).stdout.trim()
    expect(outcome).toMatchObject({ code: 7, stdout: `${token} ${server.url.slice(0, -1)} [] --help -x\n`, stderr: '' })
  })
})

describe('demo', () => {
  it('renews a token before the eyes of whoever watches, and leaves nothing behind', async () => {
    const home = temporaryHome()
    const { code, stdout, stderr } = await until('a renewal', async () => {
      const outcome = await everbearer(home, ['demo', '--for', '16s'])
      // On a machine that stands still for seconds none may come in that time.
      if (outcome.code === 0 && !outcome.stdout.includes('Renewed in')) throw new Error(outcome.stdout)
      return outcome
    })
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^Everbearer demo: Everything here is made up/)
    expect(stdout).toMatch(/ {2}demo {2}Renewed in \d+/)
    expect(stdout).toMatch(/The demo has ended after (one renewal|2 renewals); the token was valid all the time\./)
    expect(existsSync(home.path)).toBe(false)
    expect(readdirSync(join(home.base, 'tmp'))).toEqual([])
  })

  it('can be used from elsewhere, and ends at once on Ctrl-C', async () => {
    const home = temporaryHome()
    const demo = startEverbearer(home, ['demo'])
    const folder = await until('its folder', () => /EVERBEARER_HOME=(\S+)/.exec(demo.stdout())?.[1] ?? '')
    await until('its connection', () => demo.stdout().includes('Added.'))
    const { code, stdout } = await everbearer(home, ['token', 'demo'], { env: { EVERBEARER_HOME: folder } })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^eyJ/)
    demo.kill('SIGINT')
    expect(await demo.exited).toEqual({ code: 0, signal: null })
    expect(existsSync(folder)).toBe(false)
  })
})

const nodeOfTheSystem = process.env['PATH']
  ?.split(':')
  .map((folder) => join(folder, 'node'))
  .find((path) => existsSync(path) && !path.startsWith(root))

describe('an older Node', () => {
  it('is replaced by the one that the installation carries', async () => {
    const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
    const child = spawn(nodeOfTheSystem ?? productNode, [cli, 'exec', 'nobody', '--', 'true'], {
      env: environmentOf(home),
    })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    expect(await new Promise((ended) => child.once('close', ended))).toBe(3)
    expect(said).toContain('no_such_connection')
  })

  it('without one says in a sentence what is needed', async () => {
    const home = temporaryHome()
    const lonely = join(home.base, 'lonely')
    cpSync(join(root, 'dist'), join(lonely, 'dist'), { recursive: true })
    cpSync(join(root, 'package.json'), join(lonely, 'package.json'))
    const versionOf = join(home.base, 'as-node-20.mjs')
    writeFileSync(versionOf, "Object.defineProperty(process.versions, 'node', { value: '20.19.0' })")
    const child = spawn(productNode, ['--import', versionOf, join(lonely, 'dist', 'cli.js'), 'list'], {
      env: environmentOf(home),
    })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    expect(await new Promise((ended) => child.once('close', ended))).toBe(1)
    expect(said).toMatch(/^everbearer: Everbearer needs Node 22\.15 or newer; this is 20\.19\.0\. .+\n$/)
  })
})
