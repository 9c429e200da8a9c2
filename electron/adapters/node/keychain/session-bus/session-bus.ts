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

/** What the bus or a service said no with. */
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

type Waiting = { resolve: (body: readonly unknown[]) => void; reject: (error: BusError) => void }

export class SessionBus {
  readonly #socket: Socket
  readonly #waiting = new Map<number, Waiting>()
  readonly #listeners = new Set<(signal: BusSignal) => void>()
  /** Messages that wait until the bus has let us in. */
  readonly #unsent: Buffer[] = []
  /** What has arrived and is not read yet; joined only when it holds a whole message, since documents come in many parts. */
  #received: Buffer[] = []
  #admitted = false
  #serial = 0
  readonly #end = Promise.withResolvers<void>()
  readonly ended = this.#end.promise
  closed = false

  constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (bytes) => this.#receive(bytes))
    socket.on('error', () => this.close())
    socket.on('close', () => this.close())
    // A keyring that stays silent must not keep the program alive.
    socket.unref()
    const user = Buffer.from(String(process.getuid?.() ?? 0)).toString('hex')
    socket.write(`\0AUTH EXTERNAL ${user}\r\n`)
  }

  /** The answer's values. Waits as long as it takes: a service that is stopped answers when it goes on. */
  call(call: BusCall): Promise<readonly unknown[]> {
    if (this.closed) return Promise.reject(new BusError(DISCONNECTED))
    const serial = ++this.#serial
    const fields = new Map<number, unknown>([
      [FIELD.path, call.path],
      [FIELD.interface, call.interface],
      [FIELD.member, call.member],
      [FIELD.destination, call.destination],
    ])
    this.#send(encodeMessage({ type: CALL, serial, fields }, call.signature ?? '', call.body ?? []))
    return new Promise((resolve, reject) => this.#waiting.set(serial, { resolve, reject }))
  }

  /** Hears the signals that were asked for by AddMatch. */
  listen(listener: (signal: BusSignal) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  close(): void {
    this.closed = true
    this.#socket.destroy()
    for (const { reject } of this.#waiting.values()) reject(new BusError(DISCONNECTED))
    this.#waiting.clear()
    this.#end.resolve()
  }

  #send(bytes: Buffer): void {
    if (this.#admitted) this.#socket.write(bytes)
    else this.#unsent.push(bytes)
  }

  #receive(bytes: Buffer): void {
    this.#received.push(bytes)
    try {
      if (!this.#admitted) this.#readAdmission()
      while (this.#admitted && this.#readMessage());
    } catch {
      this.close()
    }
  }

  /** One line: `OK` and the server's id. */
  #readAdmission(): void {
    const received = Buffer.concat(this.#received)
    const end = received.indexOf('\r\n')
    if (end < 0) return
    if (!received.subarray(0, end).toString().startsWith('OK ')) return this.close()
    this.#received = [received.subarray(end + 2)]
    this.#admitted = true
    this.#socket.write('BEGIN\r\n')
    for (const waiting of this.#unsent.splice(0)) this.#socket.write(waiting)
  }

  #readMessage(): boolean {
    const arrived = this.#received.reduce((sum, { length }) => sum + length, 0)
    const first = this.#received[0] ?? Buffer.alloc(0)
    const known = messageLength(first.length < 16 ? Buffer.concat(this.#received) : first)
    if (known === null || arrived < known) return false
    const whole = this.#received.length === 1 ? first : Buffer.concat(this.#received)
    const decoded = decodeMessage(whole)
    if (!decoded) return false
    this.#received = [whole.subarray(decoded.length)]
    this.#take(decoded.message)
    return true
  }

  #take({ type, fields, body }: BusMessage): void {
    if (type === SIGNAL) {
      const text = (field: number) => String(fields.get(field) ?? '')
      const signal = { path: text(FIELD.path), member: text(FIELD.member), body }
      for (const listener of this.#listeners) listener(signal)
    }
    if (type !== REPLY && type !== ERROR) return
    const serial = Number(fields.get(FIELD.replyTo))
    const waiting = this.#waiting.get(serial)
    this.#waiting.delete(serial)
    if (type === REPLY) waiting?.resolve(body)
    else waiting?.reject(new BusError(String(fields.get(FIELD.error)), typeof body[0] === 'string' ? body[0] : ''))
  }
}
