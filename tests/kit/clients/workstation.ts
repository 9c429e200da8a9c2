/**
 * A workstation with a DRAW and a Run:AI connection, whose tokens live for seconds and are renewed through bad weather, and six
 * programs that use them at once, each in its own way, for as long as is asked:
 *
 *   const { calls, failures, renewals } = await busyWorkstation(30, 10)
 *
 * A call fails when it brings anything else than what the server gives to a valid token.
 */
import { execFile } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import { type DrawServer, drawConnection, startDrawServer } from '../draw/draw-server.ts'
import type { Weather } from '../draw/draw-settings.ts'
import { freePort } from '../network/free-port.ts'
import { addConnection, everbearer, startAgent } from '../processes/everbearer-process.ts'
import { environmentOf, type Home, temporaryHome } from '../processes/temporary-home.ts'
import { until } from '../processes/until.ts'
import { seededRandom } from '../seeded-random.ts'
import { type RunaiServer, startRunaiServer } from '../servers/runai-server.ts'
import { startClient } from './client-program.ts'
import { inPath } from './in-path.ts'

const run = promisify(execFile)

/** Renewed every six seconds at the latest. */
const LIFE_SECONDS = 12
/** Between two calls of one program. */
const PACE_MS = 250
/** Less than what is left of each token that is handed out. Who is stopped longer than that has himself to blame. */
const HELD_TOO_LONG_MS = 4_000

const WEATHER: readonly Weather[] = [
  { kind: 'busy' },
  { kind: 'cut' },
  { kind: 'slow', ms: 800 },
  { kind: 'portal' },
  { kind: 'lose-reply' },
  { kind: 'broken-json' },
  { kind: 'busy', status: 429, retryAfter: '1' },
  { kind: 'lose-half' },
  { kind: 'no-access-token' },
]

type Program = { readonly name: string; call(): Promise<string | null> }

export type BusyWorkstation = {
  /** How many calls each program has made. */
  readonly calls: Readonly<Record<string, number>>
  readonly failures: readonly string[]
  readonly renewals: { readonly draw: number; readonly runai: number }
}

/** For so many seconds, and until each program has called and each connection was renewed so often. */
export async function busyWorkstation(seconds: number, least: number): Promise<BusyWorkstation> {
  const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
  // A reply that was lost is given once more, as servers do that rotate with care.
  const draw = await startDrawServer({ accessLifeSeconds: LIFE_SECONDS, graceMs: 60_000 })
  const runai = await startRunaiServer({ lifeSeconds: LIFE_SECONDS })
  await startAgent(home).ready()
  await addConnection(home, drawConnection('draw-ward-3', draw.url, draw.issuePair()))
  await addConnection(home, runaiConnection(runai))
  const programs = [
    command(home, draw),
    socketWithCurl(home, draw),
    pythonFile(home),
    nodeClient(home),
    await gatewayUploads(home),
    kubectlPlugin(home, runai),
  ]

  const calls: Record<string, number> = {}
  const failures: string[] = []
  const end = performance.now() + seconds * 1_000
  const counts = () => [...Object.values(calls), draw.record.renewals.length, runai.asked.length]
  const isOver = () => performance.now() >= end && counts().every((count) => count >= least)
  const working = programs.map(async ({ name, call }) => {
    calls[name] = 0
    while (!isOver()) {
      const trouble = await call().catch((thrown: unknown) => String(thrown))
      calls[name] += 1
      if (trouble !== null) failures.push(`${name}, call ${calls[name]}: ${trouble}`)
      await pause(PACE_MS)
    }
  })
  await Promise.all([...working, weatherOver(draw, isOver)])
  return { calls, failures, renewals: { draw: draw.record.renewals.length, runai: runai.asked.length } }
}

function runaiConnection({ url, settings: { clientId, clientSecret } }: RunaiServer): object {
  const settings = { baseUrl: url, clientId, tokenRequest: 'oauth-v2' }
  return { name: 'cluster', system: 'runai', settings, secrets: { clientSecret } }
}

/** Each renewal but every third meets one kind of bad weather, and fair weather when it tries again. */
async function weatherOver(draw: DrawServer, isOver: () => boolean): Promise<void> {
  const random = seededRandom(19)
  let renewals = 0
  while (!isOver()) {
    await until('a renewal, or the end', () => draw.record.renewals.length > renewals || isOver())
    renewals = draw.record.renewals.length
    const { weatherWaiting } = draw.control({})
    const kind = WEATHER[Math.floor(random.fraction() * WEATHER.length)]
    if (kind !== undefined && weatherWaiting === 0 && renewals % 3 !== 0) draw.control({ weather: [kind] })
  }
}

/** Calls a server with a token that a program was given, unless it was held up for so long that the token may be over. */
async function used(token: string, url: string, since: number): Promise<string | null> {
  // Without any, some addresses answer as well.
  if (token === '') return 'no token was given'
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
  await response.text()
  if (response.ok || performance.now() - since > HELD_TOO_LONG_MS) return null
  return `${response.status} of ${url}`
}

function command(home: Home, { url }: DrawServer): Program {
  const env = inPath(home)
  return {
    name: 'command',
    async call() {
      const since = performance.now()
      const { stdout } = await run('everbearer', ['token', 'draw-ward-3'], { env })
      return used(stdout.trim(), `${url}api/health/`, since)
    },
  }
}

function socketWithCurl(home: Home, { url }: DrawServer): Program {
  const socket = `${home.path}/keeper.sock`
  const env = environmentOf(home)
  return {
    name: 'curl on the socket',
    async call() {
      const since = performance.now()
      const words = ['-sS', '--fail', '--unix-socket', socket, 'http://everbearer/v1/connections/draw-ward-3/token']
      const { stdout } = await run('curl', words, { env })
      return used((JSON.parse(stdout) as { token: string }).token, `${url}api/health/`, since)
    },
  }
}

function pythonFile(home: Home): Program {
  const program = startClient('python', home)
  return { name: 'Python file', call: async () => troubleIn(await program.call('open', 'draw-ward-3', '/api/health/')) }
}

function nodeClient(home: Home): Program {
  const program = startClient('node', home)
  const address = '/api/v1/authorization/me/access-rules'
  return { name: 'Node client', call: async () => troubleIn(await program.call('open', 'cluster', address)) }
}

function troubleIn({ status, body }: { readonly [key: string]: unknown }): string | null {
  return status === 200 ? null : `${status}: ${body}`
}

/**
 * As the DRAW client has it: the server's health, asked without a token; a zip in a form, then its state, its result, and
 * that it has come. The key stands in its base URL, of which its library makes a password.
 */
async function gatewayUploads(home: Home): Promise<Program> {
  const port = await freePort()
  expect(await everbearer(home, ['settings', 'set', 'consumers.port', String(port)])).toMatchObject({ code: 0 })
  const added = await everbearer(home, ['consumers', 'add', 'uploader', '--for', 'draw-ward-3', '--json'])
  const { key } = JSON.parse(added.stdout) as { key: string }
  const base = `http://127.0.0.1:${port}/g/draw-ward-3/api`
  const headers = { authorization: `Basic ${btoa(`draw:${key}`)}` }
  const zip = new Blob([new Uint8Array(200_000)], { type: 'application/zip' })

  async function asked(path: string, init: RequestInit = {}): Promise<Response> {
    const response = await fetch(`${base}${path}`, { ...init, headers })
    if (!response.ok) throw new Error(`${response.status} of ${path}: ${await response.text()}`)
    return response
  }

  return {
    name: 'gateway with uploads',
    async call() {
      const body = new FormData()
      body.set('file', zip, 'series.zip')
      await (await asked('/health')).json()
      const upload = await asked('/upload/', { method: 'POST', body })
      const { task_id: task } = (await upload.json()) as { task_id: string }
      await (await asked(`/upload/${task}/status/`)).json()
      const result = await (await asked(`/rtstruct/${task}/`)).text()
      await (await asked(`/rtstruct/${task}/confirm/`, { method: 'POST' })).json()
      return result === `DICM ${task}` ? null : `another result: ${result}`
    },
  }
}

/** As kubectl runs it (the real one: tests/long/credentials). */
function kubectlPlugin(home: Home, { url }: RunaiServer): Program {
  const apiVersion = 'client.authentication.k8s.io/v1beta1'
  const env = { ...inPath(home), KUBERNETES_EXEC_INFO: JSON.stringify({ apiVersion, kind: 'ExecCredential' }) }
  return {
    name: 'kubectl plugin',
    async call() {
      const since = performance.now()
      const { stdout } = await run('everbearer', ['credential', 'kubectl', 'cluster'], { env })
      const told = JSON.parse(stdout) as { apiVersion: string; status: { token: string } }
      if (told.apiVersion !== apiVersion) return `answered as ${told.apiVersion}`
      return used(told.status.token, `${url}api/v1/authorization/me/access-rules`, since)
    },
  }
}
