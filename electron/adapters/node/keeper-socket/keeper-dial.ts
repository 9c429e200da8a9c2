import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { FaultError, raise } from '../../../../shared/fault.ts'
import { errorCode } from '../error-code.ts'
import { unusable } from '../files/state-folder-faults.ts'
import { dialKeeper, socketPath } from './socket-address.ts'

/** Nobody listens there: no keeper, or one that has just ended, or one that has not begun yet. */
const NOBODY = ['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE']

/** Those that nobody has taken yet fill the queue: many come at once, or the keeper has stopped taking any. */
const FULL = ['EAGAIN', 'EBUSY']
/** Ms. A keeper that is well has taken a whole queue long before. */
const TAKEN_WITHIN_MS = 3_000
const LOOK_AGAIN_MS = 20

/**
 * An open connection to the keeper of a state folder, known to be its own. Null where nobody takes any. Raises
 * keeper_unresponsive, state_folder_unusable {path, detail} where the socket cannot be opened, and where it is not ours alone
 * what `dialKeeper` raises. `pipes`: named pipes instead of socket files, as Windows has it.
 */
export function dialSocket(stateFolder: string, pipes = process.platform === 'win32'): Promise<Socket | null> {
  return pipes ? dialPipe(stateFolder) : opened(socketPath(stateFolder), () => dialKeeper(stateFolder))
}

async function opened(path: string, dial: () => Socket | null): Promise<Socket | null> {
  const end = performance.now() + TAKEN_WITHIN_MS
  for (;;) {
    try {
      const socket = dial()
      return socket === null ? null : await connected(socket)
    } catch (thrown) {
      if (thrown instanceof FaultError) throw thrown
      const detail = errorCode(thrown)
      if (NOBODY.includes(detail)) return null
      if (!FULL.includes(detail)) throw unusable(path, thrown)
      if (performance.now() >= end) raise('keeper_unresponsive')
    }
    await pause(LOOK_AGAIN_MS)
  }
}

/** The proof is loaded only here: programs that import the client have no schemas to wait for elsewhere. */
async function dialPipe(stateFolder: string): Promise<Socket | null> {
  const { provenToKeeper, readPipe } = await import('./pipe-key.ts')
  const pipe = readPipe(stateFolder)
  const socket = pipe === null ? null : await opened(pipe.name, () => connect({ path: pipe.name }))
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
