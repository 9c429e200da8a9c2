import { connect, type Socket } from 'node:net'

/** How a keeper's socket is asked for a token that is there already: text goes out, text comes back. */
export type SocketWay = {
  readonly path: string
  readonly request: string
  readonly isWhole: (answer: string) => boolean
  readonly tokenIn: (answer: string) => string | null
  /** One connection takes more than one request. */
  readonly keeps: boolean
}

export type RawCaller = {
  /** Rejects when the connection ends before the answer has come. */
  ask(signal?: AbortSignal): Promise<string | null>
  close(): void
}

/** One client for all that are compared, and nothing of our own in it. */
export function rawCaller(way: SocketWay, kept: boolean): RawCaller {
  let open: Socket | null = null
  return {
    async ask(signal) {
      // One that is let go may still break.
      const socket =
        open ??
        connect(way.path)
          .setEncoding('utf8')
          .on('error', () => {})
      open = kept ? socket : null
      try {
        return way.tokenIn(await answered(socket, way, signal))
      } finally {
        if (!kept) socket.destroy()
      }
    },
    close: () => void open?.destroy(),
  }
}

async function answered(socket: Socket, way: SocketWay, signal?: AbortSignal): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let text = ''
  const heard = (piece: string): void => {
    text += piece
    if (way.isWhole(text)) resolve(text)
  }
  const lost = (): void => reject(new Error(`${way.path} gave no answer`))
  const given = (): void => void socket.destroy()
  signal?.addEventListener('abort', given, { once: true })
  socket.on('data', heard).once('error', lost).once('close', lost)
  try {
    socket.write(way.request)
    return await promise
  } finally {
    signal?.removeEventListener('abort', given)
    socket.off('data', heard).off('error', lost).off('close', lost)
  }
}
