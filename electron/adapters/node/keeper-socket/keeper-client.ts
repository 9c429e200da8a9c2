import { connect, type Socket } from 'node:net'
import { FaultError, fault, raise } from '../../../../shared/fault.ts'
import type { Clock } from '../../../core/ports.ts'
import { errorCode } from '../error-code.ts'
import { elderKeeper } from './elder-keeper.ts'
import { type KeeperConnection, openConnection } from './keeper-connection.ts'
import { holderPid } from './ownership.ts'
import { provenToKeeper, readPipe } from './pipe-key.ts'
import { dialKeeper, socketPath } from './socket-address.ts'

type Options = {
  readonly stateFolder: string
  readonly version: string
  readonly clock: Clock
  /** Named pipes instead of socket files, as Windows has it. */
  readonly pipes?: boolean
}

/** Nobody listens there: no keeper, or one that has just ended, or one that has not begun yet. */
const NOBODY = ['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE']

/** The keeper has stopped taking connections, and those that nobody took have filled the queue. */
const FULL = ['EAGAIN', 'EBUSY']

/**
 * Connects to the keeper of a state folder and waits for its hello. Null when there is none to connect to.
 * Raises keeper_unresponsive {pid} when one takes the connection and says nothing, state_folder_unusable where the socket
 * cannot be opened, and where it is not ours alone what `dialKeeper` raises.
 */
export async function connectKeeper(options: Options): Promise<KeeperConnection | null> {
  const { stateFolder, version, clock, pipes = process.platform === 'win32' } = options
  const dial = () =>
    pipes ? connectPipe(stateFolder) : connectSocket(socketPath(stateFolder), () => dialKeeper(stateFolder))
  const first = await dial()
  if (first === null) return null
  const connection = await openConnection({ version, clock, first, dial })
  if (connection === 'silent') raise('keeper_unresponsive', pidOf(stateFolder))
  return connection !== null && 'said' in connection ? elderKeeper(connection.said, dial, version) : connection
}

export function pidOf(stateFolder: string): { pid?: number } {
  const pid = holderPid(stateFolder)
  return pid === null ? {} : { pid }
}

async function connectSocket(path: string, dial: () => Socket | null): Promise<Socket | null> {
  try {
    const socket = dial()
    return socket === null ? null : await connected(socket)
  } catch (thrown) {
    if (thrown instanceof FaultError) throw thrown
    const detail = errorCode(thrown)
    if (NOBODY.includes(detail)) return null
    if (FULL.includes(detail)) raise('keeper_unresponsive')
    throw new FaultError(fault('state_folder_unusable', { path, detail }), { cause: thrown })
  }
}

async function connectPipe(stateFolder: string): Promise<Socket | null> {
  const pipe = readPipe(stateFolder)
  const socket = pipe === null ? null : await connectSocket(pipe.name, () => connect({ path: pipe.name }))
  if (pipe === null || socket === null) return null
  // Whoever holds that name now without knowing the key is not our keeper.
  return (await provenToKeeper(socket, pipe.key)) ? socket : null
}

function connected(socket: Socket): Promise<Socket> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      resolve(socket)
    })
  })
}
