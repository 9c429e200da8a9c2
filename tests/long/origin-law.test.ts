/**
 * A server for each connection, and one of a thief, before the built command line: whatever servers answer and files
 * say, a secret comes to the server that it was entered for and to no other.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { markerSecret } from '../kit/markers.ts'
import { type Heard, originLaw } from '../kit/origin-law.ts'
import { everbearer, startAgent } from '../kit/processes/everbearer-process.ts'
import { temporaryHome } from '../kit/processes/temporary-home.ts'
import { rawServer } from '../kit/servers/raw-server.ts'

/** What a server answers to a request for this path; it may lead away by status, by discovery, or by what it says. */
type Behaviour = (path: string) => { readonly status: number; readonly location?: string; readonly json?: unknown }

async function server(first: Behaviour) {
  let behaviour = first
  const raw = await rawServer((socket, connection) =>
    connection.onRequest((head) => {
      const path = head.split(' ')[1] ?? '/'
      const { status, location, json = {} } = behaviour(path)
      const body = JSON.stringify(json)
      const to = location === undefined ? '' : `location: ${location}${path}\r\n`
      socket.end(
        `HTTP/1.1 ${status} X\r\ncontent-type: application/json\r\n${to}content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
      )
    }),
  )
  return {
    origin: `http://127.0.0.1:${raw.port}`,
    heard: (): Heard => ({ origin: `http://127.0.0.1:${raw.port}`, received: raw.received() }),
    behave: (next: Behaviour) => {
      behaviour = next
    },
  }
}

type Server = Awaited<ReturnType<typeof server>>

/** Letters alone, as tokens and headers take them. */
const secret = (name: string): string => markerSecret(name).replaceAll(/[^A-Za-z0-9]/g, '')

const SYSTEMS = {
  ward: { system: 'draw', settings: { clientId: 'A' }, secrets: ['accessToken', 'refreshToken'] },
  portal: {
    system: 'oauth2',
    settings: { clientId: 'b', endpoints: { token: '/token', proof: '/me' } },
    secrets: ['accessToken', 'refreshToken', 'clientSecret'],
  },
  issued: { system: 'oauth2', settings: { clientId: 'c', grant: 'client_credentials' }, secrets: ['clientSecret'] },
  lab: {
    system: 'osais',
    settings: { domain: 'lab.example', uriNotify: 'n' },
    secrets: ['clientToken', 'clientSecret'],
  },
  train: { system: 'runai', settings: { clientId: 'd' }, secrets: ['clientSecret'] },
  desk: { system: 'crafter', settings: { expiresAt: '2099-01-01T00:00:00Z' }, secrets: ['accessToken'] },
} as const

const fine =
  (own: () => string): Behaviour =>
  (path) =>
    path.includes('/.well-known/')
      ? { status: 200, json: { issuer: own(), token_endpoint: `${own()}/token` } }
      : { status: 200, json: { data: {} } }

test('secrets come to their own servers alone, whatever these answer and whatever files say', async () => {
  const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
  await startAgent(home).ready()
  const law = originLaw()
  const thief = await server(() => ({ status: 200, json: { access_token: 'stolen', expires_in: 60 } }))
  const servers: Record<string, Server> = {}
  const run = (...words: readonly string[]) => everbearer(home, words)
  const from = async (words: readonly string[], json: unknown) =>
    everbearer(home, [...words, '--from', '-'], { stdin: JSON.stringify(json) })

  for (const [name, { system, settings, secrets }] of Object.entries(SYSTEMS)) {
    const own: Server = await server((path) => fine(() => own.origin)(path))
    servers[name] = own
    const given = Object.fromEntries(secrets.map((each) => [each, secret(`${each} of ${name}`)]))
    for (const [each, text] of Object.entries(given)) law.entered(`${each} of ${name}`, text, own.origin)
    const issuer = name === 'issued' ? { issuer: own.origin } : {}
    const entry = {
      name,
      system,
      settings: { baseUrl: `${own.origin}/`, maxRetries: 0, ...issuer, ...settings },
      secrets: given,
    }
    const { code, stderr } = await from(['add'], entry)
    expect(code, stderr).toBe(0)
  }
  const heard = () => [thief, ...Object.values(servers)].map((each) => each.heard())
  const use = async (name: string): Promise<void> => {
    for (const words of [
      ['refresh', name],
      ['test', name],
      ['token', name],
      ['rejected', name],
    ])
      await run(...words)
  }

  async function tempted(name: string): Promise<void> {
    const own = servers[name] as Server
    await use(name)
    for (const status of [302, 308]) {
      own.behave(() => ({ status, location: thief.origin }))
      await use(name)
    }
    // What discovery leads to, and what a reply calls itself.
    own.behave(() => ({
      status: 200,
      json: {
        issuer: own.origin,
        token_endpoint: `${thief.origin}/token`,
        introspection_endpoint: `${thief.origin}/introspect`,
        api_base_url: thief.origin,
      },
    }))
    await use(name)
    const settings = { baseUrl: `${thief.origin}/` }
    const [first, ...others] = SYSTEMS[name as keyof typeof SYSTEMS].secrets
    const typed = Object.fromEntries(others.map((each) => [each, secret(`typed ${each}`)]))
    for (const secrets of [{}, typed]) {
      const edited = await from(['edit', name], { settings, secrets })
      // With all of them typed there is none left that was entered before.
      if (first !== undefined) expect(edited.stderr, name).toContain('origin_changed')
    }
    const { system } = SYSTEMS[name as keyof typeof SYSTEMS]
    const file = join(home.base, `${name}.json`)
    writeFileSync(
      file,
      JSON.stringify({ everbearer: 1, exportedAt: '', connections: [{ name, system, settings, secrets: {} }] }),
    )
    await run('import', file, '--yes')
    await use(name)
  }
  await Promise.all(Object.keys(SYSTEMS).map(tempted))
  expect(law.strayed(heard())).toEqual([])
  // None of them stayed at home all the while.
  expect(law.arrived(heard())).toEqual(
    expect.arrayContaining([
      'refreshToken of ward',
      'refreshToken of portal',
      'clientSecret of issued',
      'accessToken of desk',
    ]),
  )

  // The law does find what goes astray: this time somebody has said yes to it.
  await from(['edit', 'ward', '--allow-origin', thief.origin], { settings: { baseUrl: `${thief.origin}/` } })
  await use('ward')
  expect(law.strayed(heard())).toContain(`refreshToken of ward (plain) to ${thief.origin}`)
})
