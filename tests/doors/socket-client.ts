/** A client of the socket that says whatever the test wants, line by line or byte by byte. */
import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { PROTOCOL } from '../../shared/protocol.ts'
import { until } from '../kit/until.ts'
import { untold } from '../kit/untold.ts'

export type RawClient = {
  readonly socket: Socket
  say(message: unknown): void
  write(text: string | Uint8Array): void
  /** Every whole line that came so far, as JSON. */
  heard(): Record<string, unknown>[]
  closed(): boolean
  /** The answer with this id, once it has come. */
  answer(id: number): Promise<Record<string, unknown>>
}

export const HELLO = { hello: { protocol: PROTOCOL, version: '1.2.3' } }

export async function rawClient(path: string, greet = true): Promise<RawClient> {
  const socket = connect({ path, allowHalfOpen: true })
  const heard: Record<string, unknown>[] = []
  let begun = ''
  let closed = false
  socket.on('error', () => {})
  socket.on('close', () => {
    closed = true
  })
  socket.setEncoding('utf8').on('data', (piece: string) => {
    const lines = (begun + piece).split('\n')
    begun = lines.pop() ?? ''
    for (const line of lines) heard.push(untold(JSON.parse(line)) as Record<string, unknown>)
  })
  // Read nothing more and the end would never be seen; an answer to it is the test's to give.
  socket.on('end', () => socket.end())
  onTestFinished(() => void socket.destroy())
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  const client: RawClient = {
    socket,
    heard: () => heard,
    closed: () => closed,
    write: (piece) => void socket.write(piece),
    say: (message) => void socket.write(`${JSON.stringify(message)}\n`),
    answer: (id) => until(`the answer to call ${id}`, () => heard.find((message) => message['id'] === id)) as never,
  }
  if (greet) client.say(HELLO)
  return client
}
