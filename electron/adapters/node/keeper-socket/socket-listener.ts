import { chmodSync, lstatSync, renameSync, rmSync } from 'node:fs'
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { dirname, join } from 'node:path'
import { unusable } from '../files/state-folder-faults.ts'

export type SocketListener = {
  /** False once the socket's file was deleted or replaced. */
  inPlace(): boolean
  /**
   * Takes no new connections; open responses and streams go on. Deletes the file if it is still ours. Resolves when the
   * last connection is closed.
   */
  close(): Promise<void>
  cut(): void
}

/**
 * Listens at this path, 0600; only for the holder of the lock, since an existing file is replaced. The socket is bound under
 * a temporary name and renamed, so the path is never missing, and libuv, which deletes the bound name on close, cannot
 * delete our successor's socket. Bound under a umask: before a chmod somebody could connect.
 * Raises state_folder_unusable {path, detail}.
 */
export async function listenAt(path: string, server: Server): Promise<SocketListener> {
  // Shorter than `keeper.sock`, since the path may be as long as a socket's path can be.
  const temporaryPath = join(dirname(path), `k.${process.pid}`)
  try {
    rmSync(temporaryPath, { force: true })
    await listenForOwner(temporaryPath, server)
    chmodSync(temporaryPath, 0o600)
    renameSync(temporaryPath, path)
    return listenerAt(server, path)
  } catch (thrown) {
    rmSync(temporaryPath, { force: true })
    throw unusable(path, thrown)
  }
}

/**
 * Windows: a named pipe; its name is new each time, so there is nothing to replace and no file. Nothing is read from a
 * connection as a request before `prove` has let it in.
 */
export async function listenOnPipe(
  name: string,
  server: Server,
  prove: (socket: Socket) => Promise<boolean>,
): Promise<SocketListener> {
  const connectionListeners = server.listeners('connection')
  server.removeAllListeners('connection')
  server.on('connection', async (socket: Socket) => {
    socket.on('error', () => {})
    if (await prove(socket))
      for (const connectionListener of connectionListeners) connectionListener.call(server, socket)
  })
  await listen(name, server)
  return { inPlace: () => server.listening, close: () => closeServer(server), cut: () => server.closeAllConnections() }
}

const OWNER_ONLY_MASK = 0o077

/** The umask is process-wide, so it is set only during `listen`, which binds before it returns. */
function listenForOwner(path: string, server: Server): Promise<void> {
  const before = process.umask(OWNER_ONLY_MASK)
  try {
    return listen(path, server)
  } finally {
    process.umask(before)
  }
}

async function listen(path: string, server: Server): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ path }, resolve)
  })
  // Such as too many open files: only the new client is affected.
  server.on('error', () => {})
}

function listenerAt(server: Server, path: string): SocketListener {
  const inode = inodeOf(path)
  const inPlace = () => inode !== null && inodeOf(path) === inode
  return {
    inPlace,
    close: () => {
      if (inPlace()) rmSync(path, { force: true })
      return closeServer(server)
    },
    cut: () => server.closeAllConnections(),
  }
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()))
}

function inodeOf(path: string): bigint | null {
  try {
    return lstatSync(path, { bigint: true, throwIfNoEntry: false })?.ino ?? null
  } catch {
    return null
  }
}
