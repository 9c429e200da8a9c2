import { connect, type Socket } from 'node:net'
import {
  type BusMessage,
  CALL,
  decodeMessage,
  ERROR,
  encodeMessage,
  FIELD,
  messageLength,
  REPLY,
  SIGNAL,
} from './bus-wire.ts'

export type BusCall = {
  readonly destination: string
  readonly path: string
  readonly interface: string
  readonly member: string
  readonly signature?: string
  readonly body?: readonly unknown[]
}

export type BusSignal = {
  readonly path: string
  readonly member: string
  readonly body: readonly unknown[]
}

/** The error reply of the bus or of a service. */
export class BusError extends Error {
  /** As in org.freedesktop.DBus.Error.ServiceUnknown, or DISCONNECTED. */
  readonly code: string

  constructor(code: string, text = '') {
    super(text === '' ? code : `${code}: ${text}`)
    this.code = code
  }
}

export const DISCONNECTED = 'everbearer.Disconnected'

export const BUS = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
} as const

/** Connects to the bus at a Unix socket as the current user. Rejects with a BusError when nobody listens or lets us in. */
export async function connectSessionBus(path: string): Promise<SessionBus> {
  const connection = new SessionBus(connect({ path }))
  await connection.call({ ...BUS, member: 'Hello' })
  return connection
}

export function matchCall(rule: string): BusCall {
  return { ...BUS, member: 'AddMatch', signature: 's', body: [rule] }
}

type PendingCall = { resolve: (body: readonly unknown[]) => void; reject: (error: BusError) => void }

export class SessionBus {
  readonly #socket: Socket
  readonly #pending = new Map<number, PendingCall>()
  readonly #listeners = new Set<(signal: BusSignal) => void>()
  /** Messages that wait for the end of authentication. */
  readonly #unsent: Buffer[] = []
  /** Chunks not yet decoded; joined only when they hold a whole message, since documents come in many. */
  #received: Buffer[] = []
  #isAuthenticated = false
  #serial = 0
  readonly #end = Promise.withResolvers<void>()
  readonly ended = this.#end.promise
  isClosed = false

  constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (bytes) => this.#receive(bytes))
    socket.on('error', () => this.close())
    socket.on('close', () => this.close())
    // A silent keyring must not keep the program alive.
    socket.unref()
    const user = Buffer.from(String(process.getuid?.() ?? 0)).toString('hex')
    socket.write(`\0AUTH EXTERNAL ${user}\r\n`)
  }

  /** The answer's values. Waits as long as it takes: a service that is stopped answers when it goes on. */
  call(call: BusCall): Promise<readonly unknown[]> {
    if (this.isClosed) return Promise.reject(new BusError(DISCONNECTED))
    const serial = ++this.#serial
    const fields = new Map<number, unknown>([
      [FIELD.path, call.path],
      [FIELD.interface, call.interface],
      [FIELD.member, call.member],
      [FIELD.destination, call.destination],
    ])
    this.#send(encodeMessage({ type: CALL, serial, fields }, call.signature ?? '', call.body ?? []))
    return new Promise((resolve, reject) => this.#pending.set(serial, { resolve, reject }))
  }

  /** Called with the signals that AddMatch asked for. */
  listen(listener: (signal: BusSignal) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  close(): void {
    this.isClosed = true
    this.#socket.destroy()
    for (const { reject } of this.#pending.values()) reject(new BusError(DISCONNECTED))
    this.#pending.clear()
    this.#end.resolve()
  }

  #send(bytes: Buffer): void {
    if (this.#isAuthenticated) this.#socket.write(bytes)
    else this.#unsent.push(bytes)
  }

  #receive(bytes: Buffer): void {
    this.#received.push(bytes)
    try {
      if (!this.#isAuthenticated) this.#readAuthReply()
      while (this.#isAuthenticated && this.#readMessage());
    } catch {
      this.close()
    }
  }

  /** One line: `OK` and the server's id. */
  #readAuthReply(): void {
    const received = Buffer.concat(this.#received)
    const end = received.indexOf('\r\n')
    if (end < 0) return
    if (!received.subarray(0, end).toString().startsWith('OK ')) return this.close()
    this.#received = [received.subarray(end + 2)]
    this.#isAuthenticated = true
    this.#socket.write('BEGIN\r\n')
    for (const waiting of this.#unsent.splice(0)) this.#socket.write(waiting)
  }

  #readMessage(): boolean {
    const receivedBytes = this.#received.reduce((sum, { length }) => sum + length, 0)
    const first = this.#received[0] ?? Buffer.alloc(0)
    const length = messageLength(first.length < 16 ? Buffer.concat(this.#received) : first)
    if (length === null || receivedBytes < length) return false
    const whole = this.#received.length === 1 ? first : Buffer.concat(this.#received)
    const decoded = decodeMessage(whole)
    if (!decoded) return false
    this.#received = [whole.subarray(decoded.length)]
    this.#dispatch(decoded.message)
    return true
  }

  #dispatch({ type, fields, body }: BusMessage): void {
    if (type === SIGNAL) {
      const text = (field: number) => String(fields.get(field) ?? '')
      const signal = { path: text(FIELD.path), member: text(FIELD.member), body }
      for (const listener of this.#listeners) listener(signal)
    }
    if (type !== REPLY && type !== ERROR) return
    const serial = Number(fields.get(FIELD.replyTo))
    const waiting = this.#pending.get(serial)
    this.#pending.delete(serial)
    if (type === REPLY) waiting?.resolve(body)
    else waiting?.reject(new BusError(String(fields.get(FIELD.error)), typeof body[0] === 'string' ? body[0] : ''))
  }
}
