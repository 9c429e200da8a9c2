import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { z } from 'zod'
import { writeAtomically } from '../files/atomic-write.ts'
import { readStoredTextSync } from '../files/stored-file.ts'
import { PIPE_FILE } from './socket-address.ts'

/**
 * Windows has no socket files with permissions, and anyone can squat on a named pipe. So name and key are new at each start,
 * are stored in a file that only this user can read, and both sides prove that they know the key before anything else.
 */

const pipeSchema = z.object({ name: z.string().min(1), key: z.string().regex(/^[0-9a-f]{64}$/) })

export type Pipe = z.infer<typeof pipeSchema>

const challengeSchema = z.object({ challenge: z.string().regex(/^[0-9a-f]{64}$/) })
const answerSchema = challengeSchema.extend({ proof: z.string() })
const proofSchema = z.object({ proof: z.string() })

/** Longer than any message of the handshake; bounds memory. */
const MOST_LETTERS = 1_000
const WITHIN_MS = 3_000

export function newPipe(): Pipe {
  return { name: `\\\\.\\pipe\\everbearer-${randomBytes(16).toString('hex')}`, key: randomBytes(32).toString('hex') }
}

export function writePipe(stateFolder: string, pipe: Pipe): Promise<void> {
  return writeAtomically(join(stateFolder, PIPE_FILE), `${JSON.stringify(pipe)}\n`)
}

/** Null when no keeper has left one, or it cannot be read. */
export function readPipe(stateFolder: string): Pipe | null {
  try {
    const read = pipeSchema.safeParse(JSON.parse(readStoredTextSync(join(stateFolder, PIPE_FILE))))
    return read.success ? read.data : null
  } catch {
    return null
  }
}

/** The keeper's side. False when the other one does not know the key or takes too long; the socket is cut then. */
export function provenToClient(socket: Socket, key: string): Promise<boolean> {
  return runHandshake(socket, async (nextMessage) => {
    const { challenge: theirs } = challengeSchema.parse(await nextMessage())
    const ours = randomBytes(32).toString('hex')
    send(socket, { challenge: ours, proof: proof(key, 'keeper', theirs, ours) })
    return isProof(proofSchema.parse(await nextMessage()).proof, proof(key, 'client', ours, theirs))
  })
}

/** The client's side. A pipe that does not know the key receives nothing but a random challenge. */
export function provenToKeeper(socket: Socket, key: string): Promise<boolean> {
  return runHandshake(socket, async (nextMessage) => {
    const ours = randomBytes(32).toString('hex')
    send(socket, { challenge: ours })
    const { challenge: theirs, proof: given } = answerSchema.parse(await nextMessage())
    if (!isProof(given, proof(key, 'keeper', ours, theirs))) return false
    send(socket, { proof: proof(key, 'client', theirs, ours) })
    return true
  })
}

/** The role is part of it, so that a proof cannot be replayed to its sender. */
function proof(key: string, who: 'keeper' | 'client', first: string, second: string): string {
  return createHmac('sha256', Buffer.from(key, 'hex')).update(`${who}:${first}:${second}`).digest('hex')
}

function isProof(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)]
  return one.length === other.length && timingSafeEqual(one, other)
}

function send(socket: Socket, message: unknown): void {
  socket.write(`${JSON.stringify(message)}\n`)
}

async function runHandshake(
  socket: Socket,
  exchange: (nextMessage: () => Promise<unknown>) => Promise<boolean>,
): Promise<boolean> {
  const limit = setTimeout(() => socket.destroy(), WITHIN_MS)
  const isProven = await exchange(() => nextLine(socket)).catch(() => false)
  clearTimeout(limit)
  if (!isProven) socket.destroy()
  return isProven
}

/** One line as JSON. What comes after it stays in the socket. Rejects at the end of the connection. */
async function nextLine(socket: Socket): Promise<unknown> {
  let text = Buffer.alloc(0)
  for (;;) {
    const piece: unknown = socket.read()
    if (piece === null) {
      await readable(socket)
      continue
    }
    text = Buffer.concat([text, piece as Buffer])
    const end = text.indexOf('\n')
    if (end >= 0) {
      if (end + 1 < text.length) socket.unshift(text.subarray(end + 1))
      return JSON.parse(text.subarray(0, end).toString('utf8')) as unknown
    }
    if (text.length > MOST_LETTERS) throw new Error('no proof')
  }
}

function readable(socket: Socket): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const fail = () => reject(new Error('closed'))
  socket.once('readable', resolve).once('close', fail).once('end', fail).once('error', fail)
  return promise.finally(() => socket.off('readable', resolve).off('close', fail).off('end', fail).off('error', fail))
}
