import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { FaultError, raise } from '../../../../shared/fault.ts'
import { errorCode } from '../error-code.ts'
import { unusable } from '../files/state-folder-faults.ts'
import { dialKeeper, socketPath } from './socket-address.ts'

/** Nobody listens: no keeper, or one that has just ended or not begun. */
const NO_LISTENER = ['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE']

/** The accept queue is full: many connect at once, or the keeper hangs. */
const QUEUE_FULL = ['EAGAIN', 'EBUSY']
/** Ms. A healthy keeper has accepted a whole queue long before. */
const ACCEPTED_WITHIN_MS = 3_000
const RETRY_MS = 20

/**
 * An open connection to the verified keeper of a state folder. Null where nobody accepts. Raises
 * keeper_unresponsive, state_folder_unusable {path, detail} where the socket cannot be opened, and where it is not ours alone
 * what `dialKeeper` raises. `pipes`: named pipes instead of socket files, as Windows has it.
 */
export function dialSocket(stateFolder: string, pipes = process.platform === 'win32'): Promise<Socket | null> {
  return pipes ? dialPipe(stateFolder) : dialWithRetries(socketPath(stateFolder), () => dialKeeper(stateFolder))
}

async function dialWithRetries(path: string, dial: () => Socket | null): Promise<Socket | null> {
  const end = performance.now() + ACCEPTED_WITHIN_MS
  for (;;) {
    try {
      const socket = dial()
      return socket === null ? null : await waitForConnect(socket)
    } catch (thrown) {
      if (thrown instanceof FaultError) throw thrown
      const detail = errorCode(thrown)
      if (NO_LISTENER.includes(detail)) return null
      if (!QUEUE_FULL.includes(detail)) throw unusable(path, thrown)
      if (performance.now() >= end) raise('keeper_unresponsive')
    }
    await pause(RETRY_MS)
  }
}

/** pipe-key.ts is imported only here, so that other programs that import the client load no zod. */
async function dialPipe(stateFolder: string): Promise<Socket | null> {
  const { provenToKeeper, readPipe } = await import('./pipe-key.ts')
  const pipe = readPipe(stateFolder)
  const socket = pipe === null ? null : await dialWithRetries(pipe.name, () => connect({ path: pipe.name }))
  if (pipe === null || socket === null) return null
  // A process that has this pipe's name but not its key is not our keeper.
  return (await provenToKeeper(socket, pipe.key)) ? socket : null
}

function waitForConnect(socket: Socket): Promise<Socket> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      resolve(socket)
    })
  })
}
