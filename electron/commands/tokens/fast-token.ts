import { writeSync } from 'node:fs'
import { API } from '../../../shared/api/addresses.ts'
import { jsonIn } from '../../../shared/encoding/json-text.ts'
import { recordOrNull } from '../../../shared/encoding/record.ts'
import { errorCode } from '../../adapters/node/error-code.ts'
import { stateFolderPath } from '../../adapters/node/files/state-folder.ts'
import { dialKeeper } from '../../adapters/node/keeper-socket/socket-address.ts'
import { type PrintedToken, type TokenForm, tokenText } from './token-text.ts'

/**
 * `token NAME` while a keeper runs, without loading what all the rest needs: programs call this before each of their
 * requests. Anything unusual (no keeper, a folder that is not ours alone, another version, a fault, a warning, strange
 * words) is left to the full program, which does it again and says what there is to say. True when the token has been printed.
 */
export async function fastToken(words: readonly string[]): Promise<boolean> {
  const asked = readWords(words)
  if (asked === null || process.platform === 'win32') return false
  try {
    const token = await requestToken(asked)
    // A header that no server reads is refused, with a sentence.
    if (token === null || (HEADERS.includes(asked.form) && token.parameter !== undefined)) return false
    return await print(await tokenText(token, asked.form))
  } catch {
    return false
  }
}

type AskedToken = { readonly name: string; readonly minTtl: string | null; readonly form: TokenForm }

const HEADERS: readonly TokenForm[] = ['header', 'kubectl']

const FORMS: ReadonlyMap<string, TokenForm> = new Map([
  ['--json', 'json'],
  ['--header', 'header'],
  ['--kubectl', 'kubectl'],
])

/** The plain forms of the command line; null for every other. */
function readWords(words: readonly string[]): AskedToken | null {
  const [command, ...rest] = words
  const forKubectl = command === 'credential' && rest[0] === 'kubectl'
  if (forKubectl) rest.shift()
  else if (command !== 'token') return null
  const names: string[] = []
  let form: TokenForm = forKubectl ? 'kubectl' : 'plain'
  let minTtl: string | null = null
  while (rest.length > 0) {
    const word = rest.shift() ?? ''
    const wanted = FORMS.get(word)
    if (wanted !== undefined) {
      if (form !== 'plain') return null
      form = wanted
    } else if (word === '--min-ttl' && !forKubectl) {
      minTtl = rest.shift() ?? ''
    } else if (word.startsWith('-')) return null
    else names.push(word)
  }
  const [name] = names
  return name === undefined || names.length > 1 ? null : { name, minTtl, form }
}

/**
 * A cached token comes within milliseconds. Where it takes longer (a renewal, a keeper that is not well) the full program
 * asks again: a renewal that has begun goes on, and answers both.
 */
const ANSWER_WITHIN_MS = 1_000

const READ_BUFFER_BYTES = 65_536

/**
 * One request in one write (RFC 9112); the keeper ends the connection after its answer. Null without a keeper. Read without
 * a stream's buffers and decoder, which take longer to load than the answer to come.
 */
function requestToken({ name, minTtl }: AskedToken): Promise<PrintedToken | null> {
  const { promise, resolve } = Promise.withResolvers<PrintedToken | null>()
  let answer = Buffer.alloc(0)
  const read = (length: number, bytes: Uint8Array): boolean => {
    answer = Buffer.concat([answer, bytes.subarray(0, length)])
    const body = wholeBody(answer)
    if (body !== null) resolve(tokenIn(body))
    return true
  }
  const onread = { buffer: Buffer.allocUnsafe(READ_BUFFER_BYTES), callback: read }
  const socket = dialKeeper(stateFolderPath(), undefined, onread)
  if (socket === null) return Promise.resolve(null)
  const query = minTtl === null ? '' : `?min_ttl=${encodeURIComponent(minTtl)}`
  const target = `${API.connections}/${encodeURIComponent(name)}/token${query}`
  socket.write(`GET ${target} HTTP/1.1\r\nHost: everbearer\r\nConnection: close\r\n\r\n`)
  socket.setTimeout(ANSWER_WITHIN_MS, () => socket.destroy())
  socket.on('error', () => resolve(null)).on('close', () => resolve(null))
  return promise
}

const END_OF_HEAD = '\r\n\r\n'

/** The body of a 200 once it is whole; null before that, and for everything else. */
function wholeBody(answer: Buffer): string | null {
  const end = answer.indexOf(END_OF_HEAD)
  const head = answer.toString('latin1', 0, Math.max(0, end))
  if (!head.startsWith('HTTP/1.1 200 ')) return null
  const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? Number.NaN)
  const body = answer.subarray(end + END_OF_HEAD.length)
  return body.length === length ? body.toString('utf8') : null
}

/** Null with a warning, another type than Bearer, or anything that is not a complete token answer. */
function tokenIn(body: string): PrintedToken | null {
  const value = recordOrNull(jsonIn(body))
  if (value === null || value['warning'] !== null) return null
  const { token, token_type: tokenType, expires_at: expiresAt, usable_until: usableUntil } = value
  const { generation, base_url: baseUrl, parameter } = value
  const known = typeof token === 'string' && tokenType === 'Bearer' && typeof baseUrl === 'string'
  if (!known || typeof generation !== 'number' || !isMoment(expiresAt) || !isMoment(usableUntil)) return null
  const parameterField = typeof parameter === 'string' ? { parameter } : {}
  return { token, tokenType, expiresAt, usableUntil, generation, baseUrl, ...parameterField, ...idTokenIn(value) }
}

function idTokenIn({ id_token: token, id_token_expires_at: expiresAt }: Readonly<Record<string, unknown>>) {
  return typeof token === 'string' && isMoment(expiresAt) ? { idToken: { token, expiresAt } } : {}
}

function isMoment(value: unknown): value is string | null {
  return typeof value === 'string' || value === null
}

/**
 * Written at once: the stream that Node makes of standard output takes longer to make than all the rest here. False where it
 * could not be written, which the full program says.
 */
async function print(text: string): Promise<boolean> {
  const bytes = Buffer.from(text)
  let written = 0
  try {
    written = writeSync(1, bytes)
  } catch (thrown) {
    const code = errorCode(thrown)
    // A pipe that its reader closed is no failure; one that is full is left to the stream.
    if (code === 'EPIPE') return true
    if (code !== 'EAGAIN') return false
  }
  const rest = bytes.subarray(written)
  if (rest.length === 0) return true
  process.stdout.on('error', () => undefined)
  return await new Promise((done) =>
    process.stdout.write(rest, (trouble) => done(!trouble || errorCode(trouble) === 'EPIPE')),
  )
}
