/**
 * Each command line that we print, document or offer to copy, run as it stands by a real shell, with a real curl, against
 * the servers of the kit. While a server has the request, the words of every process of this machine are read: that is
 * what another user of it could read.
 */
import { execFile } from 'node:child_process'
import { chownSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { commandsFor } from '../../renderer/connection/command-lines.ts'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { english } from '../../shared/text/command-line-texts.ts'
import { drawConnection, startDrawServer } from '../kit/draw/draw-server.ts'
import { markers } from '../kit/markers.ts'
import { addConnection, everbearer, productNode, startAgent } from '../kit/processes/everbearer-process.ts'
import { fileHome } from '../kit/processes/file-home.ts'
import { environmentOf, type Home } from '../kit/processes/temporary-home.ts'
import { PATIENCE_MS } from '../kit/processes/until.ts'
import { startCrafterServer } from '../kit/servers/crafter-server.ts'
import { startLoopbackServer } from '../kit/servers/loopback-server.ts'
import { startOsaisServer } from '../kit/servers/osais-server.ts'
import { startRunaiServer } from '../kit/servers/runai-server.ts'

const root = resolve(import.meta.dirname, '..', '..')
const DAY = 86_400_000

type Watched = { readonly url: string; readonly asked: { status: number; words: string }[] }

/** In front of a server: notes the words of all processes while one of them waits for its answer. */
async function watch(target: string | null): Promise<Watched> {
  const asked: { status: number; words: string }[] = []
  const { url } = await startLoopbackServer(async ({ request, response, method }) => {
    const words = wordsOfAll()
    const headers = { authorization: request.headers.authorization ?? '' }
    const body: Buffer[] = []
    for await (const part of request) body.push(part as Buffer)
    const sent = body.length === 0 ? {} : { body: Buffer.concat(body) }
    const path = (request.url ?? '/').slice(1)
    const type = { 'content-type': request.headers['content-type'] ?? 'application/json' }
    const reply = target && (await fetch(target + path, { method, headers: { ...headers, ...type }, ...sent }))
    const { status } = reply || { status: headers.authorization.startsWith('Bearer ') ? 200 : 401 }
    asked.push({ status, words })
    response.statusCode = status
    response.setHeader('content-type', 'application/json')
    response.end(reply ? await reply.text() : '{}')
  })
  return { url, asked }
}

function wordsOfAll(): string {
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return ids
    .flatMap((id) => {
      try {
        return [readFileSync(`/proc/${id}/cmdline`, 'utf8')]
      } catch {
        return []
      }
    })
    .join('\n')
}

/** Runs a line in a shell in which `everbearer` is the built command. */
async function inShell(home: Home, line: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const bin = join(home.base, 'bin')
  mkdirSync(bin, { recursive: true })
  const script = `#!/bin/sh\nexec '${productNode}' '${join(root, 'dist', 'cli.js')}' "$@"\n`
  writeFileSync(join(bin, 'everbearer'), script, { mode: 0o755 })
  const env = environmentOf(home, { PATH: [bin, process.env['PATH']].join(delimiter), no_proxy: '*' })
  return await new Promise((done) => {
    execFile('sh', ['-c', line], { env, timeout: 2 * PATIENCE_MS }, (trouble, stdout, stderr) => {
      done({ code: trouble === null ? 0 : Number(trouble.code ?? 1), stdout, stderr })
    })
  })
}

async function homeWith(entry: { name: string }): Promise<Home> {
  const home = await fileHome()
  await startAgent(home).ready()
  await addConnection(home, entry)
  return home
}

type Scene = { readonly watched: Watched; readonly entry: { name: string } }
const in40Days = () => new Date(Date.now() + 40 * DAY).toISOString()

/** One of each system, with a token that its server takes. */
const SCENES: Readonly<Record<string, () => Promise<Scene>>> = {
  async draw() {
    const server = await startDrawServer()
    const watched = await watch(server.url)
    return { watched, entry: drawConnection('draw-ward-3', watched.url, server.issuePair()) }
  },
  async osais() {
    const server = await startOsaisServer()
    const watched = await watch(server.url)
    const { clientToken, clientSecret } = server.settings
    const settings = { baseUrl: watched.url, domain: 'myapp.com' }
    return {
      watched,
      entry: { name: 'lab', system: 'osais', settings, secrets: { clientToken, clientSecret } } as never,
    }
  },
  async runai() {
    const server = await startRunaiServer()
    const watched = await watch(server.url)
    const { clientId, clientSecret } = server.settings
    const settings = { baseUrl: watched.url, clientId }
    return { watched, entry: { name: 'trainer', system: 'runai', settings, secrets: { clientSecret } } as never }
  },
  async crafter() {
    const server = await startCrafterServer()
    const readAll = [{ tenant: '*', allowedActions: ['READ_TENANT'] }]
    const accessToken = server.add({ id: 'an-ID&its?signs=+%41/', tenantPermissions: readAll })
    const watched = await watch(server.url.replace(/crafter-profile$/, ''))
    const settings = { baseUrl: `${watched.url}crafter-profile`, expiresAt: in40Days() }
    return { watched, entry: { name: 'shop', system: 'crafter', settings, secrets: { accessToken } } as never }
  },
  async oauth2() {
    const watched = await watch(null)
    const settings = {
      baseUrl: watched.url,
      clientId: 'desk',
      grant: 'refresh_token',
      endpoints: { token: `${watched.url}token` },
      expiresAt: in40Days(),
    }
    const secrets = { accessToken: 'an-access-token-made-up', refreshToken: 'a-refresh-token-made-up' }
    return { watched, entry: { name: 'portal', system: 'oauth2', settings, secrets } as never }
  },
}

describe.runIf(process.platform === 'linux')('a line to copy, from the page of', () => {
  test.each(Object.keys(SCENES))('%s', async (system) => {
    const { watched, entry } = await (SCENES[system] as () => Promise<Scene>)()
    const home = await homeWith(entry)
    const view: ConnectionView = JSON.parse((await everbearer(home, ['show', entry.name, '--json'])).stdout)
    const token = (await everbearer(home, ['token', entry.name])).stdout.trim()
    const lines = commandsFor(view, join(home.path, 'keeper.sock')).map(({ line }) => line)
    expect(lines.filter((line) => line.includes('curl'))).toHaveLength(2)
    for (const line of lines) {
      watched.asked.length = 0
      const { code, stderr, stdout } = await inShell(home, line)
      expect(code, `${line}\n${stderr}`).toBe(0)
      if (line.includes('--unix-socket')) expect(JSON.parse(stdout)).toMatchObject({ name: entry.name, token })
      if (!/curl|python3/.test(line) || line.includes('--unix-socket')) continue
      expect(
        watched.asked.map(({ status }) => status),
        `${line}\n${stdout}`,
      ).toEqual([200])
      const words = watched.asked.map((one) => one.words).join('\n')
      expect(words).toMatch(/curl|python3/)
      expect(markers({ token }).inText('the words of all processes', words)).toEqual([])
    }
  })
})

/** The lines of the documents' shell examples and of `COMMAND --help`, with a server of ours in place of the made-up one. */
function documented(): string[] {
  const guides = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.md'),
  )
  const text = ['README.md', ...guides.map((name) => join('docs', name))].map((path) =>
    readFileSync(join(root, path), 'utf8'),
  )
  const blocks = [...text.join('\n').matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, text = '']) =>
    text.trim().split('\n'),
  )
  const helped = Object.values(english.commands).flatMap((command) => ('examples' in command ? command.examples : []))
  const lines = [...blocks, ...helped].map((line) => line.split(/ {2,}/)[0] ?? '')
  // No DRAW server has tokens for a resource: servers/resource-indicators.test.ts asks one that has.
  return lines.filter((line) => /everbearer (token|exec)\b/.test(line) && !line.includes(' --resource '))
}

describe.runIf(process.platform === 'linux')('a documented line', () => {
  test('hands a token on without showing it', async () => {
    const { watched, entry } = await (SCENES['draw'] as () => Promise<Scene>)()
    const home = await homeWith(entry)
    const token = (await everbearer(home, ['token', entry.name])).stdout.trim()
    const lines = documented()
    expect(lines.filter((line) => line.includes('curl')).length).toBeGreaterThan(1)
    for (const line of lines) {
      const here = line
        .replaceAll('https://draw.example/', watched.url)
        .replace(/(everbearer exec \S+ (?:--min-ttl \S+ )?--) .*/, `$1 curl --silent ${watched.url}api/health/`)
      watched.asked.length = 0
      const { code, stderr } = await inShell(home, here)
      expect(code, `${here}\n${stderr}`).toBe(0)
      if (here.includes('curl')) expect(watched.asked.length, here).toBeGreaterThan(0)
      const words = watched.asked.map((one) => one.words).join('\n')
      expect(markers({ token }).inText(here, words)).toEqual([])
    }
  })

  test('asks the local socket for a token', async () => {
    const { entry } = await (SCENES['draw'] as () => Promise<Scene>)()
    const home = await homeWith(entry)
    const guide = readFileSync(join(root, 'docs', 'http.md'), 'utf8')
    const [, block = ''] = /^```sh\n(socket=.*?)^```$/ms.exec(guide) ?? []
    const usual = '~/.local/state/everbearer/keeper.sock'
    expect(block).toContain(usual)
    const { stdout } = await inShell(home, block.replace(usual, join(home.path, 'keeper.sock')))
    expect(JSON.parse(stdout)).toMatchObject({
      name: entry.name,
      base_url: expect.any(String),
      seconds_left: expect.any(Number),
    })
    if (process.getuid?.() !== 0) return
    // What belongs to somebody else is not asked.
    chownSync(home.path, 65_534, 65_534)
    expect(await inShell(home, block.replace(usual, join(home.path, 'keeper.sock')))).toMatchObject({ stdout: '' })
    chownSync(home.path, 0, 0)
  })

  test('would be caught if it put the token into its own words', async () => {
    const { watched, entry } = await (SCENES['draw'] as () => Promise<Scene>)()
    const home = await homeWith(entry)
    const token = (await everbearer(home, ['token', entry.name])).stdout.trim()
    await inShell(home, `curl -H "$(everbearer token draw-ward-3 --header)" ${watched.url}api/health/`)
    expect(markers({ token }).inText('words', watched.asked.map((one) => one.words).join('\n'))).not.toEqual([])
  })
})
