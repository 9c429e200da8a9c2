import type { Socket } from 'node:net'
import type { Wire, WireEvents } from '../../../shared/wire.ts'

/** A socket as a wire. Trouble on it is no more than its end: `closed` follows every error. */
export function wireOf(socket: Socket): Wire {
  return {
    write: (text) => void socket.write(text),
    waiting: () => socket.writableLength,
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    end: () => void socket.end(),
    destroy: () => void socket.destroy(),
  }
}

/** Gives everything that happens on the socket to the one that `open` returns. */
export function attach(socket: Socket, open: (wire: Wire) => WireEvents): void {
  socket.setEncoding('utf8')
  socket.on('error', () => {})
  const events = open(wireOf(socket))
  socket.on('data', (piece: string) => events.text(piece))
  socket.on('end', () => events.ended())
  socket.on('drain', () => events.drained())
  socket.on('close', () => events.closed())
}
