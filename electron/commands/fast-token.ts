import { writeSync } from 'node:fs'
import type { Socket } from 'node:net'
import { readDuration } from '../../shared/domain/duration.ts'
import { PROTOCOL } from '../../shared/protocol-number.ts'
import { dialKeeper } from '../adapters/node/socket-address.ts'
import { stateFolderPath } from '../adapters/node/state-folder.ts'
import { VERSION } from '../hosting/version.ts'
import { type Grant, type GrantForm, grantText } from './grant-text.ts'

/**
 * `token NAME` while a keeper runs, without loading what all the rest needs: programs call this before each of their
 * requests. Anything unusual (no keeper, a folder that is not ours alone, another version, a fault, a warning, strange
 * words) is left to the full program, which does it again and says what there is to say. True when the token has been printed.
 */
export async function fastToken(words: readonly string[]): Promise<boolean> {
  const wish = readWish(words)
  if (wish === null || process.platform === 'win32') return false
  try {
    const socket = dialKeeper(stateFolderPath())
    const grant = socket === null ? null : await ask(socket, wish)
    // A header that no server reads is refused, with a sentence.
    if (grant === null || (wish.form === 'header' && grant.parameter !== undefined)) return false
    await print(grantText(grant, wish.form))
    return true
  } catch {
    return false
  }
}

type Wish = { readonly input: { name: string; minTtlMs?: number }; readonly form: GrantForm }

const FORMS: ReadonlyMap<string, GrantForm> = new Map([
  ['--json', 'json'],
  ['--header', 'header'],
  ['--kubectl', 'kubectl'],
])

/** The plain forms of the command line; null for every other. */
function readWish(words: readonly string[]): Wish | null {
  const [command, ...rest] = words
  if (command !== 'token') return null
  const names: string[] = []
  let form: GrantForm = 'plain'
  let minTtl: { minTtlMs?: number } = {}
  while (rest.length > 0) {
    const word = rest.shift() ?? ''
    const asked = FORMS.get(word)
    if (asked !== undefined) {
      if (form !== 'plain') return null
      form = asked
    } else if (word === '--min-ttl') {
      const minTtlMs = readDuration(rest.shift() ?? '')
      if (minTtlMs === null) return null
      minTtl = { minTtlMs }
    } else if (word.startsWith('-')) return null
    else names.push(word)
  }
  const [name] = names
  return name === undefined || names.length > 1 ? null : { input: { name, ...minTtl }, form }
}

/** A keeper that is well says hello within milliseconds; the full program finds out what ails the others. */
const HELLO_WITHIN_MS = 1_000
const REQUEST = 1

function ask(socket: Socket, { input }: Wish): Promise<Grant | null> {
  const { promise, resolve } = Promise.withResolvers<Grant | null>()
  const hello = { hello: { protocol: PROTOCOL, version: VERSION } }
  const request = { id: REQUEST, call: 'connections.token', input }
  socket.write(`${JSON.stringify(hello)}\n${JSON.stringify(request)}\n`)
  socket.setTimeout(HELLO_WITHIN_MS, () => socket.destroy())
  socket.on('error', () => resolve(null)).on('close', () => resolve(null))
  readLines(socket, (line) => {
    const message: unknown = JSON.parse(line)
    if (isHello(message)) {
      // From here on it may take as long as a renewal takes.
      socket.setTimeout(0)
      return
    }
    const grant = grantIn(message)
    resolve(grant)
    // After a grant the process ends at once, which closes the socket quicker.
    if (grant === null) socket.destroy()
  })
  return promise
}

function readLines(socket: Socket, read: (line: string) => void): void {
  let text = ''
  socket.setEncoding('utf8').on('data', (piece: string) => {
    text += piece
    const lines = text.split('\n')
    text = lines.pop() ?? ''
    try {
      for (const line of lines) read(line)
    } catch {
      socket.destroy()
    }
  })
}

function isHello(message: unknown): boolean {
  const hello = recordIn(recordIn(message)?.['hello'])
  return hello?.['protocol'] === PROTOCOL
}

/** Null for a fault, a warning, or anything that is not quite a grant. */
function grantIn(message: unknown): Grant | null {
  const answer = recordIn(message)
  const value = recordIn(answer?.['value'])
  if (answer?.['id'] !== REQUEST || answer['ok'] !== true || value === null || value['warning'] !== null) return null
  const { token, tokenType, expiresAt, usableUntil, generation, baseUrl, parameter } = value
  const known = typeof token === 'string' && typeof tokenType === 'string' && typeof baseUrl === 'string'
  if (!known || typeof generation !== 'number' || !isMoment(expiresAt) || !isMoment(usableUntil)) return null
  const carried = typeof parameter === 'string' ? { parameter } : {}
  return { token, tokenType, expiresAt, usableUntil, generation, baseUrl, ...carried }
}

function isMoment(value: unknown): value is string | null {
  return typeof value === 'string' || value === null
}

function recordIn(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null ? { ...value } : null
}

/** Written at once: the stream that Node makes of standard output takes longer to make than all the rest here. */
async function print(text: string): Promise<void> {
  let written = 0
  try {
    written = writeSync(1, text)
  } catch (thrown) {
    // A pipe that is full for the moment is the stream's business; one that nobody reads any more is nobody's.
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EAGAIN')) return
  }
  if (written === text.length) return
  const rest = Buffer.from(text).subarray(written)
  if (rest.length > 0) await new Promise<unknown>((done) => process.stdout.write(rest, done))
}
