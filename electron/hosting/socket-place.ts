import type { Server } from 'node:http'
import { dirname } from 'node:path'
import { FaultError } from '../../shared/fault.ts'
import { watchFolders } from '../adapters/node/files/folder-watch.ts'
import { newPipe, provenToClient, readPipe, writePipe } from '../adapters/node/keeper-socket/pipe-key.ts'
import { makeSocketFolder, socketPath } from '../adapters/node/keeper-socket/socket-address.ts'
import { listenAt, listenOnPipe, type SocketListener } from '../adapters/node/keeper-socket/socket-listener.ts'
import type { Cancel, Clock, Ownership } from '../core/ports.ts'

/** The place in the file system where a keeper is found, kept up for as long as it keeps. */
export type SocketPlace = { close(): void }

export type SocketPlaceParts = {
  readonly stateFolder: string
  readonly clock: Clock
  readonly ownership: Ownership
  readonly pipes: boolean
  /** A new server for each time that the place is taken. */
  serve(): Server
  /** The lock file is no longer the one that we locked: another process may keep by now. */
  lost(): void
}

/** Events of a folder come in bursts, and our own index and journal cause most of them. */
const SETTLE_MS = 100
/** The watch does the work; this is for what it may miss. */
const LOOK_EVERY_MS = 30_000
/** Answers that were written last are given this long to be taken. */
const LAST_ANSWERS_MS = 1_000
/** Where nothing can be watched, or the place could not be taken back yet. */
const LOOK_OFTEN_MS = 1_000

/**
 * Listens where clients look, and binds anew within 2 s when someone deletes the socket (docs/decisions.md 4). Never
 * touches a place that is no longer ours. Raises state_folder_unusable, socket_folder_unsafe.
 */
export async function takeSocketPlace(parts: SocketPlaceParts): Promise<SocketPlace> {
  const { clock, ownership } = parts
  const site = parts.pipes ? pipeSite(parts) : fileSite(parts)
  let listener: SocketListener = await site.listen()
  let watched = watchFolders(site.folders(), soon)
  let next: Cancel = () => {}
  let soonAlready = false
  let closed = false

  function soon(): void {
    if (soonAlready || closed) return
    soonAlready = true
    lookAfter(SETTLE_MS)
  }

  function lookAfter(ms: number): void {
    next()
    next = clock.after(ms, () => void look())
  }

  async function look(): Promise<void> {
    soonAlready = false
    const fine = await keepUp()
    if (!closed) lookAfter(fine && watched.works ? LOOK_EVERY_MS : LOOK_OFTEN_MS)
  }

  async function keepUp(): Promise<boolean> {
    if (!ownership.held()) {
      parts.lost()
      return true
    }
    if (listener.inPlace() && site.inPlace()) return true
    try {
      const late = listener
      listener = await site.listen()
      void late.close()
      if (closed) {
        void listener.close()
        return true
      }
      watched.stop()
      watched = watchFolders(site.folders(), soon)
      return true
    } catch (thrown) {
      if (!(thrown instanceof FaultError)) throw thrown
      return false
    }
  }

  lookAfter(watched.works ? LOOK_EVERY_MS : LOOK_OFTEN_MS)
  return {
    close() {
      closed = true
      next()
      watched.stop()
      const cancel = clock.after(LAST_ANSWERS_MS, listener.cut)
      void listener.close().then(cancel)
    },
  }
}

type Site = {
  listen(): Promise<SocketListener>
  /** What clients need beside the listener itself is still there. */
  inPlace(): boolean
  /** Where a change could mean that the place or the lock is gone. */
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
      const fresh = newPipe()
      const listener = await listenOnPipe(fresh.name, serve(), (socket) => provenToClient(socket, fresh.key))
      await writePipe(stateFolder, fresh)
      pipe = fresh
      return listener
    },
    inPlace: () => readPipe(stateFolder)?.name === pipe.name,
    folders: () => [stateFolder],
  }
}
