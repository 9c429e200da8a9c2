import { spawnSync } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { type Measured, measured } from '../measured.ts'
import { everbearerKeeper } from './everbearer-keeper.ts'
import { type HostileServer, startHostileServer } from './hostile-server.ts'
import { oidcAgentKeeper } from './oidc-agent-keeper.ts'
import { rawCaller } from './raw-socket.ts'
import { NOT_MEASURED, type SocketTimes, socketTimes } from './socket-times.ts'
import { type Asked, added, type Make, type TokenKeeper, timed } from './token-keeper.ts'

const CALLERS = 20
const CLI_ROUNDS = 30
const SHORT_LIFE_S = 6

type Crowd = { readonly renewals: number; readonly tokens: number; readonly failed: number; readonly ms: number }

export type PeerResult = SocketTimes & {
  readonly name: string
  readonly version: string
  /** A valid token that is there already; ms. */
  readonly cachedCommand: Measured
  readonly atExpiry: Crowd
  readonly forced: Crowd
  /** Seconds that a token still lives that is handed out when the last one had 2 s left. */
  readonly secondsLeft: number
  /** Renewals during two lives in which nobody asks. */
  readonly idleRenewals: number
  /** A forced renewal while the server answers 503, and a call once it is back. */
  readonly afterBusy: boolean
  /** A valid token of another account while one server accepts and never answers; ms, null within 20 s. */
  readonly besideHung: number | null
  /** The next call after kill -9, with nothing done; ms, null when none came. */
  readonly afterKill: number | null
  /** The session lives on when it was killed as soon as it had handed out the first token of a rotated pair. */
  readonly rotationKept: boolean
}

export type PeersResult = {
  readonly bench: 'peers'
  readonly peers: readonly PeerResult[]
  readonly goalReached: boolean
}

/** Everbearer beside oidc-agent, which Debian has, on the same server; needs `apt-get install oidc-agent-cli`. */
export async function benchPeers(): Promise<{ result: PeersResult; lines: string[] }> {
  const makers = [everbearerKeeper, ...(isThere('oidc-agent') ? [oidcAgentKeeper] : [])]
  const peers: PeerResult[] = []
  const sockets = await socketTimes(makers)
  for (const [at, make] of makers.entries()) peers.push(await compared(make, sockets[at] ?? NOT_MEASURED))
  const missing = makers.length === 1 ? ['oidc-agent is not installed: apt-get install oidc-agent-cli'] : []
  const [ours] = peers
  const result: PeersResult = { bench: 'peers', peers, goalReached: ours !== undefined && keepsItsWord(ours) }
  return { result, lines: [...missing, ...table(peers)] }
}

function isThere(program: string): boolean {
  return spawnSync(program, ['--version']).status === 0
}

/** What docs/comparison.md says of Everbearer. */
function keepsItsWord(ours: PeerResult): boolean {
  const calm =
    ours.atExpiry.renewals <= 1 && ours.atExpiry.failed === 0 && ours.forced.renewals <= 2 && ours.forced.failed === 0
  const ahead = ours.secondsLeft > 2 && ours.idleRenewals > 0 && ours.afterBusy && ours.rotationKept
  return calm && ahead && ours.besideHung !== null && ours.afterKill !== null
}

/** A scene has servers and a keeper of its own: what one does to it must not be paid for by the next. */
async function scene<Value>(
  make: Make,
  lifeSeconds: number,
  play: (keeper: TokenKeeper, server: HostileServer) => Promise<Value>,
) {
  const server = await startHostileServer({ lifeSeconds })
  const keeper = await make(server.cert)
  try {
    return await play(keeper, server)
  } finally {
    await keeper.stop()
    await server.stop()
  }
}

async function compared(make: Make, sockets: SocketTimes): Promise<PeerResult> {
  const cached = await scene(make, 3_600, cachedAnswers)
  const crowds = await scene(make, SHORT_LIFE_S, crowdsOfCallers)
  const trouble = await scene(make, 3_600, troubles)
  const killed = await scene(make, 3_600, kills)
  return { ...cached, ...sockets, ...crowds, ...trouble, ...killed }
}

async function cachedAnswers(keeper: TokenKeeper, server: HostileServer) {
  await added(keeper, server, 'one')
  const repeated = async (rounds: number, ask: () => Promise<Asked>) => {
    const times: number[] = []
    for (let round = 0; round < rounds; round++) {
      const { token, ms } = await ask()
      if (token === null) throw new Error(`${keeper.name} gives no token`)
      times.push(ms)
    }
    return measured(times)
  }
  const { name, version } = keeper
  return { name, version, cachedCommand: await repeated(CLI_ROUNDS, () => keeper.ask('one')) }
}

async function crowdsOfCallers(keeper: TokenKeeper, server: HostileServer) {
  await added(keeper, server, 'left')
  await wait((SHORT_LIFE_S - 2) * 1_000)
  const left = await timed((signal) => rawCaller(keeper.socketWay('left'), false).ask(signal))
  const secondsLeft = Math.round(server.secondsLeft(left.token ?? '') * 10) / 10
  await added(keeper, server, 'crowd')
  const before = server.record('crowd').refreshes
  await wait(2 * SHORT_LIFE_S * 1_000 + 200)
  const idleRenewals = server.record('crowd').refreshes - before
  const atExpiry = await crowd(keeper, server, false)
  return { secondsLeft, idleRenewals, atExpiry, forced: await crowd(keeper, server, true) }
}

async function crowd(keeper: TokenKeeper, server: HostileServer, force: boolean): Promise<Crowd> {
  const before = server.record('crowd').refreshes
  const started = performance.now()
  const call = async () => {
    const { token } = await keeper.ask('crowd', { force })
    // At once: the last of a long queue must not be blamed for what the first one got.
    return token !== null && server.secondsLeft(token) > 0 ? token : null
  }
  const tokens = (await Promise.all(Array.from({ length: CALLERS }, call))).filter((token) => token !== null)
  return {
    renewals: server.record('crowd').refreshes - before,
    tokens: new Set(tokens).size,
    failed: CALLERS - tokens.length,
    ms: Math.round(performance.now() - started),
  }
}

async function troubles(keeper: TokenKeeper, server: HostileServer) {
  await added(keeper, server, 'busy')
  await added(keeper, server, 'hung')
  await added(keeper, server, 'other')
  server.weather('busy', 'busy')
  await keeper.ask('busy', { force: true })
  server.weather('busy', 'fair')
  const again = await keeper.ask('busy')
  server.weather('hung', 'hang')
  const stuck = keeper.ask('hung', { force: true })
  await wait(1_000)
  const { token, ms } = await keeper.ask('other')
  await stuck
  return { afterBusy: again.token !== null, besideHung: token === null ? null : Math.round(ms) }
}

async function kills(keeper: TokenKeeper, server: HostileServer) {
  await added(keeper, server, 'one')
  await keeper.ask('one', { force: true })
  await keeper.crash()
  const next = await keeper.ask('one')
  await keeper.restart()
  const { token } = await keeper.ask('one', { force: true })
  return {
    afterKill: next.token === null ? null : Math.round(next.ms),
    rotationKept: token !== null && server.record('one').reuse === 0,
  }
}

function table(peers: readonly PeerResult[]): string[] {
  const crowdWords = ({ renewals, failed, ms }: Crowd) =>
    `${renewals} ${renewals === 1 ? 'renewal' : 'renewals'}, ${failed} without a token, ${ms} ms`
  const times = ({ median, p95 }: Measured) => `${median} ms (95 %: ${p95} ms)`
  const rows: [string, (peer: PeerResult) => string][] = [
    [
      'valid token, over a kept connection',
      ({ cachedKept }) => (cachedKept === null ? 'takes none' : times(cachedKept)),
    ],
    ['valid token, a connection for each call', (peer) => times(peer.cachedAnew)],
    ['valid token, through its command', (peer) => times(peer.cachedCommand)],
    ['20 callers just after an expiry', (peer) => crowdWords(peer.atExpiry)],
    ['20 callers that force a renewal', (peer) => crowdWords(peer.forced)],
    ['asked when the token has 2 s left', (peer) => `gives one with ${peer.secondsLeft} s`],
    ['renewals in two lives with nobody asking', (peer) => `${peer.idleRenewals}`],
    ['a 503, and then the server is back', (peer) => (peer.afterBusy ? 'works' : 'no token')],
    ['another account while one server hangs', (peer) => answer(peer.besideHung)],
    ['next call after kill -9, nothing done', (peer) => answer(peer.afterKill)],
    ['killed right after a rotation', (peer) => (peer.rotationKept ? 'session kept' : 'session lost')],
  ]
  const head = ['', ...peers.map(({ name, version }) => `${name} ${version}`)]
  const body = rows.map(([what, tell]) => [what, ...peers.map(tell)])
  return [head, head.map(() => '---'), ...body].map((cells) => `| ${cells.join(' | ')} |`)
}

function answer(ms: number | null): string {
  return ms === null ? 'no answer within 20 s' : `${ms} ms`
}
