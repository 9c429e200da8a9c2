import type { Server } from 'node:http'
import { dirname } from 'node:path'
import { FaultError } from '../../shared/fault.ts'
import { watchFolders } from '../adapters/node/files/folder-watch.ts'
import { newPipe, provenToClient, readPipe, writePipe } from '../adapters/node/keeper-socket/pipe-key.ts'
import { makeSocketFolder, socketPath } from '../adapters/node/keeper-socket/socket-address.ts'
import { listenAt, listenOnPipe, type SocketListener } from '../adapters/node/keeper-socket/socket-listener.ts'
import type { Cancel, Clock, Ownership } from '../core/ports.ts'

/** The keeper's socket file (or pipe), recreated when it is deleted. */
export type SocketPlace = { close(): void }

export type SocketPlaceParts = {
  readonly stateFolder: string
  readonly clock: Clock
  readonly ownership: Ownership
  readonly pipes: boolean
  /** Makes a new server each time that the socket is bound. */
  serve(): Server
  /** Called when the lock file was replaced: another process may be the keeper by now. */
  lost(): void
}

/** Debounce: folder events come in bursts, most of them from our own index and journal. */
const DEBOUNCE_MS = 100
/** In case the watcher misses an event. */
const CHECK_EVERY_MS = 30_000
/** How long the last answers may take to be read. */
const LAST_ANSWERS_MS = 1_000
/** Without a working watcher, or after a failed rebind. */
const CHECK_OFTEN_MS = 1_000

/**
 * Listens where clients connect, and rebinds within 2 s when someone deletes the socket (docs/decisions.md 4). Does nothing
 * once the lock is lost. Raises state_folder_unusable, socket_folder_unsafe.
 */
export async function takeSocketPlace(parts: SocketPlaceParts): Promise<SocketPlace> {
  const { clock, ownership } = parts
  const site = parts.pipes ? pipeSite(parts) : fileSite(parts)
  let listener: SocketListener = await site.listen()
  let watcher = watchFolders(site.folders(), checkSoon)
  let cancelCheck: Cancel = () => {}
  let isCheckDue = false
  let isClosed = false

  function checkSoon(): void {
    if (isCheckDue || isClosed) return
    isCheckDue = true
    scheduleCheck(DEBOUNCE_MS)
  }

  function scheduleCheck(ms: number): void {
    cancelCheck()
    cancelCheck = clock.after(ms, () => void check())
  }

  async function check(): Promise<void> {
    isCheckDue = false
    const isInPlace = await rebindIfNeeded()
    if (!isClosed) scheduleCheck(isInPlace && watcher.works ? CHECK_EVERY_MS : CHECK_OFTEN_MS)
  }

  async function rebindIfNeeded(): Promise<boolean> {
    if (!ownership.held()) {
      parts.lost()
      return true
    }
    if (listener.inPlace() && site.inPlace()) return true
    try {
      const replacedListener = listener
      listener = await site.listen()
      void replacedListener.close()
      if (isClosed) {
        void listener.close()
        return true
      }
      watcher.stop()
      watcher = watchFolders(site.folders(), checkSoon)
      return true
    } catch (thrown) {
      if (!(thrown instanceof FaultError)) throw thrown
      return false
    }
  }

  scheduleCheck(watcher.works ? CHECK_EVERY_MS : CHECK_OFTEN_MS)
  return {
    close() {
      isClosed = true
      cancelCheck()
      watcher.stop()
      const cancel = clock.after(LAST_ANSWERS_MS, listener.cut)
      void listener.close().then(cancel)
    },
  }
}

type Site = {
  listen(): Promise<SocketListener>
  /** Whether what clients need beside the listener is still there. */
  inPlace(): boolean
  /** Folders to watch for the deletion of socket or lock. */
  folders(): readonly string[]
}

function fileSite({ stateFolder, serve }: SocketPlaceParts): Site {
  return {
    listen() {
      makeSocketFolder(stateFolder)
      return listenAt(socketPath(stateFolder), serve())
    },
    inPlace: () => true,
    folders: () => [stateFolder, dirname(socketPath(stateFolder))],
  }
}

function pipeSite({ stateFolder, serve }: SocketPlaceParts): Site {
  let pipe = newPipe()
  return {
    async listen() {
      const newOne = newPipe()
      const listener = await listenOnPipe(newOne.name, serve(), (socket) => provenToClient(socket, newOne.key))
      await writePipe(stateFolder, newOne)
      pipe = newOne
      return listener
    },
    inPlace: () => readPipe(stateFolder)?.name === pipe.name,
    folders: () => [stateFolder],
  }
}
