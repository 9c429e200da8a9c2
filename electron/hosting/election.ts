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

/** Between lock and socket lie milliseconds; a holder that shows no socket for so long has been stopped in between. */
const PATIENCE_MS = 4_000
/** Spread, so that twenty hosts that wait do not ask in step. */
const LEAST_PAUSE_MS = 20
const MOST_PAUSE_MS = 120
/** Old hosts on standby could pass the office round among themselves for ever. */
const MOST_HAND_OVERS = 5
/** The old keeper finishes its renewals first, which take 120 s at most. */
const HAND_OVER_MS = 150_000

type Candidacy = {
  readonly mayKeep: () => boolean
  /** An older keeper did not understand us: the next one must. */
  readonly insisting: boolean
  /** The process of a keeper whose own files are gone: it cannot do what was asked of it, whichever build it is. */
  readonly worn: number | null
  /** This host has had no session yet, so that the folder may have to be made. */
  readonly isFirst: boolean
}

/**
 * Finds this host its session (docs/decisions.md 4): at the keeper that runs, else as the keeper. Each round asks the
 * socket first, then the lock; whoever holds the lock without a socket is just coming or going. Raises
 * keeper_unresponsive {pid}, keeper_version {theirs, ours}, state_folder_gone {path}, and what hinders a keeper of our own.
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
        return atKeeper(hostOptions, connection)
      if (!(await takeOver(hostOptions, connection))) return atKeeper(hostOptions, connection)
      replaced = { host: connection.hello.host ?? '', version: connection.hello.version }
      handOvers += 1
      waited = 0
    }
    const own = mayKeep() ? await keepIfFree(hostOptions, replaced) : null
    if (own !== null) return own
    // Commands that are run in crowds keep one after another: a change of the lock's holder resets our patience.
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

/** What a keeper is made of is loaded before the lock is tried: most commands find a keeper, and others wait for the socket. */
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

/** After an update the newer one keeps. A quick command only insists where it could not talk to the older one. */
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
 * Asks the old keeper to hand over, and waits until it has finished what it was doing. False, with the connection as it
 * was, where the end of the old one would be the end of all that it keeps in memory.
 */
async function takeOver({ build, clock }: HostOptions, connection: KeeperConnection): Promise<boolean> {
  try {
    await connection.call('keeper.handOver', { version: buildName(build) })
  } catch (thrown) {
    const { code } = faultOf(thrown)
    if (code === 'memory_would_be_lost') return false
    // It may have ended before it could answer, or somebody else has asked before us, which is as good.
    if (code !== 'keeper_lost' && code !== 'keeper_leaving') throw failed(connection, thrown)
  }
  await withinTime(clock, HAND_OVER_MS, connection.closed)
  connection.close()
  return true
}

function failed(connection: KeeperConnection, thrown: unknown): unknown {
  connection.close()
  return thrown
}

function atKeeper({ build }: HostOptions, connection: KeeperConnection): KeeperSession {
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
