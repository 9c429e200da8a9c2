import { PROTOCOL } from '../../shared/api/hello.ts'
import { FaultError, fault, faultOf, raise } from '../../shared/fault.ts'
import { findStateFolder, makeStateFolder } from '../adapters/node/files/state-folder.ts'
import { holderPid } from '../adapters/node/keeper-socket/holder-pid.ts'
import { connectKeeper, pidOf } from '../adapters/node/keeper-socket/keeper-client.ts'
import type { KeeperConnection } from '../adapters/node/keeper-socket/keeper-connection.ts'
import { pause, withinTime } from '../core/concurrency/pause.ts'
import { buildName, isLaterBuild } from './build.ts'
import type { HostOptions } from './host-options.ts'
import type { KeeperSession } from './keeper-session.ts'

/** A holder opens its socket milliseconds after it takes the lock; without one for so long it has been stopped. */
const PATIENCE_MS = 4_000
/** Jittered, so that waiting hosts do not retry in step. */
const LEAST_PAUSE_MS = 20
const MOST_PAUSE_MS = 120
/** Otherwise old hosts on standby could hand over to each other for ever. */
const MOST_HAND_OVERS = 5
/** The old keeper finishes its renewals first, which take 120 s at most. */
const HAND_OVER_MS = 150_000

type Candidacy = {
  readonly mayKeep: () => boolean
  /** An older keeper did not understand us: take over from one that is older than this build. */
  readonly insisting: boolean
  /** The process id of a keeper whose program files are gone: it has to be replaced, whichever build it is. */
  readonly worn: number | null
  /** This host has had no session yet, so that the folder may have to be made. */
  readonly isFirst: boolean
}

/**
 * Finds this host a session (docs/decisions.md 4): as client of the running keeper, else as the keeper. Each round tries
 * the socket first, then the lock; a holder without a socket is just starting or ending. Raises keeper_unresponsive {pid},
 * keeper_version {theirs, ours}, state_folder_gone {path}, and what prevents a keeper of our own.
 */
export async function elect(
  hostOptions: HostOptions,
  { mayKeep, insisting, worn, isFirst }: Candidacy,
): Promise<KeeperSession> {
  const { stateFolder, clock, random } = hostOptions
  const version = buildName(hostOptions.build)
  let replaced: KeeperSession['replaced'] = null
  if (isFirst) makeStateFolder(stateFolder)
  else findStateFolder(stateFolder)
  let waited = 0
  let holder = holderPid(stateFolder)
  for (let handOvers = 0; ; ) {
    const connection = await connectKeeper({ ...hostOptions, version })
    if (connection !== null) {
      if (handOvers === MOST_HAND_OVERS || !shouldTakeOver(hostOptions, connection, { insisting, worn }))
        return clientSession(hostOptions, connection)
      if (!(await takeOver(hostOptions, connection))) return clientSession(hostOptions, connection)
      replaced = { host: connection.hello.host ?? '', version: connection.hello.version }
      handOvers += 1
      waited = 0
    }
    const own = mayKeep() ? await keepIfFree(hostOptions, replaced) : null
    if (own !== null) return own
    // Many short commands may be keepers one after another: reset the patience when the lock's holder changes.
    findStateFolder(stateFolder)
    const before = holder
    holder = holderPid(stateFolder)
    if (holder !== before) waited = 0
    if (waited > PATIENCE_MS) raise('keeper_unresponsive', pidOf(stateFolder))
    const ms = LEAST_PAUSE_MS + random.fraction() * (MOST_PAUSE_MS - LEAST_PAUSE_MS)
    waited += ms
    await pause(clock, ms)
  }
}

/** Imports before it takes the lock, so that others do not wait for these imports; most commands find a keeper and need none. */
async function keepIfFree(
  hostOptions: HostOptions,
  replaced: KeeperSession['replaced'],
): Promise<KeeperSession | null> {
  const { tryOwnership } = await import('../adapters/node/keeper-socket/ownership.ts')
  const { beginKeeping } = await import('./own-keeper.ts')
  const ownership = tryOwnership(hostOptions.stateFolder)
  if (ownership === null) return null
  try {
    return await beginKeeping(ownership, hostOptions, replaced)
  } catch (thrown) {
    if (faultOf(thrown).code !== 'keeper_lost') throw thrown
    return null
  }
}

/** After an update the newer host takes over. A short command does so only where it could not talk to the older keeper. */
function shouldTakeOver(
  { build, lasting }: HostOptions,
  { hello }: KeeperConnection,
  { insisting, worn }: Pick<Candidacy, 'insisting' | 'worn'>,
): boolean {
  if (hello.protocol !== PROTOCOL) return hello.protocol < PROTOCOL
  if (worn !== null && hello.pid === worn) return true
  return (lasting || insisting) && isLaterBuild(build, hello)
}

/**
 * Asks the old keeper to hand over, and waits until it has finished its work. False, with the connection still open, where
 * the old keeper's vault is in memory and would be lost.
 */
async function takeOver({ build, clock }: HostOptions, connection: KeeperConnection): Promise<boolean> {
  try {
    await connection.call('keeper.handOver', { version: buildName(build) })
  } catch (thrown) {
    const { code } = faultOf(thrown)
    if (code === 'memory_would_be_lost') return false
    // It may have ended before its answer, or another host has asked first: both are fine.
    if (code !== 'keeper_lost' && code !== 'keeper_leaving') throw closeAfter(connection, thrown)
  }
  await withinTime(clock, HAND_OVER_MS, connection.closed)
  connection.close()
  return true
}

function closeAfter(connection: KeeperConnection, thrown: unknown): unknown {
  connection.close()
  return thrown
}

function clientSession({ build }: HostOptions, connection: KeeperConnection): KeeperSession {
  const { hello } = connection
  if (hello.protocol !== PROTOCOL) {
    connection.close()
    throw new FaultError(fault('keeper_version', { theirs: hello.version, ours: buildName(build) }))
  }
  return {
    kind: 'client',
    keeper: { host: hello.host ?? '', pid: hello.pid ?? null },
    replaced: null,
    isOlder: isLaterBuild(build, hello),
    call: connection.call,
    subscribe: connection.subscribe,
    over: connection.closed.then(() => 'lost' as const),
    leave: async () => connection.close(),
  }
}
