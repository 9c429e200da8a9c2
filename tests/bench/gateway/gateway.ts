import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { done, productNode, startAgent } from '../../kit/processes/everbearer-process.ts'
import { AS_USUAL, type Home, temporaryHome } from '../../kit/processes/temporary-home.ts'
import type { Figure } from '../figure.ts'
import { answered, endKept, GIBIBYTE, large, type Rate, rate, type Way } from './calls.ts'

type AtEnd = (work: () => Promise<void>) => void

export type GatewayResult = {
  readonly bench: 'gateway'
  readonly figures: readonly Figure[]
  /** Null where nginx is not installed. */
  readonly nginx: string | null
  readonly renewals: number
  /** Of the agent's memory, in MiB, while two gibibytes pass through. */
  readonly grewBy: number
  readonly goalReached: boolean
}

/** Many short ones in turn: whatever else the machine does meets both alike, and the median leaves out where it did not. */
const ROUNDS = 81
const ROUND_MS = 80
const CALLERS = [1, 16]
/** Until all of it is compiled, which takes a few thousand calls the longer the more code there is. */
const WARM_CALLS = 25_000
const GIBIBYTE_ROUNDS = 3
const WAITING = 1_000
const WAITING_ROUNDS = 5
const GOALS: readonly (readonly [name: RegExp, against: RegExp, least: number])[] = [
  [/^small/, /bare/, 0.9],
  [/^small/, /nginx/, 0.35],
  [/^1 GiB/, /bare/, 0.9],
  [/waiting/, /bare/, 0.5],
  [/^room/, /allowed/, 1],
]
/** A stream's own buffers, and what a collector leaves for later. */
const MOST_GROWTH_MIB = 64

/** Calls through the gateway beside a bare proxy and nginx; a gibibyte each way; a thousand that wait for one renewal. */
export async function benchGateway(): Promise<{ result: GatewayResult; lines: string[] }> {
  const clean: (() => Promise<void>)[] = []
  const atEnd: AtEnd = (work) => void clean.unshift(work)
  try {
    const upstream = await started('upstream.ts', [], atEnd)
    const { home, port, key, pid } = await ourGateway(upstream.port, atEnd)
    const ours: Way = { port, path: '/g/bench/small', headers: { authorization: `Bearer ${key}` }, pid }
    const proxy = await started('bare-proxy.ts', [`http://127.0.0.1:${upstream.port}`], atEnd)
    const bare: Way = { ...proxy, path: '/small' }
    const nginx = startNginx(upstream.port, atEnd)
    atEnd(async () => endKept())
    const figures: Figure[] = []
    for (const way of [ours, bare]) await warm(way)
    for (const callers of CALLERS) figures.push(...(await small(ours, bare, 'bare proxy', callers)))
    if (nginx !== null) figures.push(...(await small(ours, { port: nginx.port, path: '/small' }, 'nginx', 16)))
    const before = peakFromNowOn(pid)
    for (const direction of ['down', 'up'] as const) figures.push(await gibibyte(ours, bare, direction))
    const grewBy = Math.round(memoryOf(pid) - before)
    figures.push(growth(grewBy))
    const waiting = await thousand(upstream.port, port, home)
    figures.push(waiting.figure)
    const { renewals } = waiting
    const good = figures.every((figure) => reached(figure)) && renewals === WAITING_ROUNDS
    return told({ bench: 'gateway', figures, nginx: nginx?.version ?? null, renewals, grewBy, goalReached: good })
  } finally {
    for (const work of clean) await work()
  }
}

type Ours = { readonly home: Home; readonly port: number; readonly key: string; readonly pid: number }

/** An agent with a connection, and a port for whoever has the key. */
async function ourGateway(upstream: number, atEnd: AtEnd): Promise<Ours> {
  const home = temporaryHome({ EVERBEARER_VAULT: 'memory', ...AS_USUAL }, atEnd)
  await startAgent(home, { atEnd }).ready()
  await add(home, 'bench', upstream, 'token-now')
  const port = 20_000 + (process.pid % 20_000)
  await done(home, ['settings', 'set', 'consumers.port', String(port)])
  const key = await keyFor(home, 'bench')
  return { home, port, key, pid: Number(readFileSync(join(home.path, 'keeper.lock'), 'utf8')) }
}

async function keyFor(home: Home, connection: string): Promise<string> {
  const added = await done(home, ['consumers', 'add', connection, '--for', connection, '--json'])
  return (JSON.parse(added) as { key: string }).key
}

/** One without a token: its first renewal begins at once. */
async function add(home: Home, name: string, upstream: number, token: string): Promise<void> {
  const base = `http://127.0.0.1:${upstream}`
  const own = { baseUrl: `${base}/`, clientId: name, grant: 'client_credentials' }
  const settings = { ...own, endpoints: { token: `${base}/${token}` } }
  const entry = { name, system: 'oauth2', settings, secrets: { clientSecret: 'made up' } }
  await done(home, ['add', '--from', '-'], JSON.stringify(entry))
}

type Started = { readonly port: number; readonly pid: number }

async function started(program: string, words: readonly string[], atEnd: AtEnd): Promise<Started> {
  const path = join(import.meta.dirname, program)
  const child = spawn(productNode, [path, ...words], { stdio: ['ignore', 'pipe', 'inherit'] })
  atEnd(() => ended(child))
  const [told] = (await once(child.stdout, 'data')) as [Buffer]
  return { port: (JSON.parse(told.toString()) as { port: number }).port, pid: child.pid ?? 0 }
}

async function ended(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

async function warm(way: Way): Promise<void> {
  for (let left = WARM_CALLS; left > 0; left -= (await rate(way, 16, ROUND_MS)).calls);
}

/** By the clock, and by the processor of both where that is known: a busy machine leaves that alone. */
async function small(ours: Way, other: Way, against: string, callers: number): Promise<Figure[]> {
  const rates: { ours: Rate; other: Rate }[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const first = round % 2 === 0
    const one = await rate(first ? ours : other, callers, ROUND_MS)
    const two = await rate(first ? other : ours, callers, ROUND_MS)
    rates.push(first ? { ours: one, other: two } : { ours: two, other: one })
  }
  const value = Math.round(median(rates.map((each) => each.ours.perSecond)))
  const ratio = rounded(median(rates.map((each) => each.ours.perSecond / each.other.perSecond)))
  const byClock = { name: `small calls, ${callers} callers`, value, unit: 'per s', against, ratio }
  if (other.pid === undefined) return [byClock]
  const each = ({ processorMs, calls }: Rate): number => (1_000 * processorMs) / calls
  const spent = {
    ours: median(rates.map((pair) => each(pair.ours))),
    other: median(rates.map((pair) => each(pair.other))),
  }
  const byProcessor = {
    value: Math.round(spent.ours),
    unit: 'µs of processor',
    ratio: rounded(spent.other / spent.ours),
  }
  return [byClock, { name: `one small call, ${callers} callers`, against, ...byProcessor }]
}

async function gibibyte(ours: Way, bare: Way, direction: 'up' | 'down'): Promise<Figure> {
  const path = { down: '/large', up: '/upload' }[direction]
  const times = { ours: [] as number[], bare: [] as number[] }
  for (let round = 0; round < GIBIBYTE_ROUNDS; round++) {
    times.bare.push(await large({ ...bare, path }, direction))
    times.ours.push(await large({ ...ours, path: `/g/bench${path}` }, direction))
  }
  const value = Math.round(GIBIBYTE / 1_048_576 / (median(times.ours) / 1_000))
  return {
    name: `1 GiB ${direction}`,
    value,
    unit: 'MiB per s',
    against: 'bare proxy',
    ratio: rounded(median(times.bare) / median(times.ours)),
  }
}

/** How often what its memory grew by goes into what it may grow by. */
function growth(grewBy: number): Figure {
  const ratio = rounded(MOST_GROWTH_MIB / Math.max(1, grewBy))
  return { name: 'room for two gibibytes', value: grewBy, unit: 'MiB more', against: 'allowed growth', ratio }
}

/** All of them wait; then they are let go at once, by the renewal or by a server that does nothing else. */
async function thousand(upstream: number, port: number, home: Home): Promise<{ figure: Figure; renewals: number }> {
  const control = (path: string, method = 'GET') => answered({ port: upstream, path }, false, method)
  const state = async () =>
    JSON.parse(await control('/waiting')) as { held: number; renewing: number; renewals: number }
  const bare = async (): Promise<number> =>
    letGo({ port: upstream, path: '/held' }, async () => (await state()).held === WAITING, control)
  const ours = async (name: string): Promise<number> => {
    await add(home, name, upstream, 'token')
    const headers = { authorization: `Bearer ${await keyFor(home, name)}` }
    const path = `/v1/connections/${name}/token`
    return letGo({ port, path, headers }, async () => (await state()).renewing === 1, control)
  }
  // The first meets code that is not compiled yet.
  await bare()
  const rounds: { held: number; ours: number }[] = []
  for (let round = 0; round < WAITING_ROUNDS; round++)
    rounds.push({ held: await bare(), ours: await ours(`late-${round}`) })
  const value = Math.round(median(rounds.map((round) => round.ours)))
  const ratio = rounded(median(rounds.map((round) => round.held / round.ours)))
  const figure = {
    name: `${WAITING} waiting for one renewal`,
    value,
    unit: 'ms',
    against: 'bare node:http, held',
    ratio,
  }
  return { figure, renewals: (await state()).renewals }
}

async function letGo(
  way: Way,
  allThere: () => Promise<boolean>,
  control: (path: string, method: string) => Promise<string>,
) {
  const answers = Array.from({ length: WAITING }, () => answered(way))
  const settled = Promise.all(answers)
  while (!(await allThere()));
  // Those that only wait show nothing; a moment after the last was sent they all do.
  await new Promise((resolve) => setTimeout(resolve, 2_000))
  const start = performance.now()
  await control('/release', 'POST')
  await settled
  return performance.now() - start
}

/** Debian's nginx as somebody would set it up for this, with a header of its own; null where it is not installed. */
function startNginx(upstream: number, atEnd: AtEnd): { port: number; version: string } | null {
  const found = spawnSync('nginx', ['-v'], { encoding: 'utf8' })
  if (found.error !== undefined) {
    process.stderr.write('bench: nginx is not installed, so it is not measured (Debian: apt-get install nginx-light)\n')
    return null
  }
  const home = temporaryHome({}, atEnd)
  const port = 40_000 + (process.pid % 20_000)
  const path = join(home.base, 'nginx.conf')
  const server = `server { listen 127.0.0.1:${port}; location / { proxy_pass http://up; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Authorization "Bearer fixed"; } }`
  const http = `access_log off; upstream up { server 127.0.0.1:${upstream}; keepalive 64; } ${server}`
  writeFileSync(
    path,
    `daemon off; worker_processes 1; pid ${home.base}/pid; error_log stderr;\nevents {}\nhttp { ${http} }\n`,
  )
  const child = spawn('nginx', ['-c', path, '-p', home.base], { stdio: 'ignore' })
  atEnd(async () => {
    child.kill('SIGTERM')
    if (child.exitCode === null) await once(child, 'exit')
  })
  return { port, version: found.stderr.trim() }
}

/** MiB now; the calls before this have had a peak of their own (proc(5), clear_refs). */
function peakFromNowOn(pid: number): number {
  writeFileSync(`/proc/${pid}/clear_refs`, '5')
  return memoryOf(pid)
}

/** MiB at the most since then. */
function memoryOf(pid: number): number {
  const [, kib = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kib) / 1_024
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0
}

function rounded(value: number): number {
  return Math.round(1_000 * value) / 1_000
}

function reached({ name, against, ratio }: Figure): boolean {
  return GOALS.every(([which, beside, least]) => !which.test(name) || !beside.test(against) || ratio >= least)
}

function told(result: GatewayResult): { result: GatewayResult; lines: string[] } {
  const { figures, nginx, renewals, grewBy, goalReached } = result
  const lines = figures.map((figure) => {
    const { name, value, unit, against, ratio } = figure
    return `${name}: ${value} ${unit}, ${ratio} of ${against}${reached(figure) ? '' : ' (MISSED)'}`
  })
  const more = [
    `renewals for ${WAITING_ROUNDS} times all that waited: ${renewals}`,
    `memory for two gibibytes: ${grewBy} MiB more`,
  ]
  const beside = nginx === null ? 'nginx: not installed, so not measured' : nginx
  return { result, lines: [...lines, ...more, beside, `goals${goalReached ? ' reached' : ': MISSED'}`] }
}
