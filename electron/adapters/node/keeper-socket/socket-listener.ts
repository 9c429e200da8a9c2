import { chmodSync, lstatSync, renameSync, rmSync } from 'node:fs'
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { dirname, join } from 'node:path'
import { unusable } from '../files/state-folder-faults.ts'

export type SocketListener = {
  /** False once the socket's file was deleted or another one took its place. */
  inPlace(): boolean
  /**
   * Takes no new connections; answers and streams that are under way go on. Deletes the file if it is still ours.
   * Resolves when the last connection is gone.
   */
  close(): Promise<void>
  cut(): void
}

/**
 * Listens at this path, 0600; only for the holder of the lock, since whatever lies there is replaced. The socket is
 * bound under a name of its own and renamed: so the place is never empty, and when it is closed late libuv deletes that
 * name and not the socket of whoever came after us. It is born closed to others: between its birth and a change of its
 * mode somebody could have connected.
 * Raises state_folder_unusable {path, detail}.
 */
export async function listenAt(path: string, server: Server): Promise<SocketListener> {
  // Shorter than `keeper.sock`, since the path may be as long as a socket's path can be.
  const birthplace = join(dirname(path), `k.${process.pid}`)
  try {
    rmSync(birthplace, { force: true })
    await boundForOwner(birthplace, server)
    chmodSync(birthplace, 0o600)
    renameSync(birthplace, path)
    return listener(server, path)
  } catch (thrown) {
    rmSync(birthplace, { force: true })
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
  const takers = server.listeners('connection')
  server.removeAllListeners('connection')
  server.on('connection', async (socket: Socket) => {
    socket.on('error', () => {})
    if (await prove(socket)) for (const take of takers) take.call(server, socket)
  })
  await bound(name, server)
  return { inPlace: () => server.listening, close: () => closed(server), cut: () => server.closeAllConnections() }
}

const FOR_OWNER = 0o077

/** The mask holds for the whole process, so only for the moment of `bind`, which `listen` reaches before it returns. */
function boundForOwner(path: string, server: Server): Promise<void> {
  const before = process.umask(FOR_OWNER)
  try {
    return bound(path, server)
  } finally {
    process.umask(before)
  }
}

async function bound(path: string, server: Server): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ path }, resolve)
  })
  // Such as too many open files: the one who wanted to connect sees it, and those connected do not care.
  server.on('error', () => {})
}

function listener(server: Server, path: string): SocketListener {
  const mine = inodeOf(path)
  const inPlace = () => mine !== null && inodeOf(path) === mine
  return {
    inPlace,
    close: () => {
      if (inPlace()) rmSync(path, { force: true })
      return closed(server)
    },
    cut: () => server.closeAllConnections(),
  }
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()))
}

function inodeOf(path: string): bigint | null {
  try {
    return lstatSync(path, { bigint: true, throwIfNoEntry: false })?.ino ?? null
  } catch {
    return null
  }
}
