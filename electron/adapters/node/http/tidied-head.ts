import { Duplex, pipeline, Transform, type TransformCallback } from 'node:stream'

/** A head that is longer is Node's own to refuse. Four times what Node takes unasked: gateways add cookies and policies of theirs. */
export const MAX_HEAD_BYTES = 65_536
const HEAD_END = /\r?\n\r?\n/
const STATUS_LINE = /^HTTP\/(\d)(?:\.(\d+))?[ \t]+(\d{3})(?: (.*))?$/i
/** A field's name (RFC 9110 section 5.1). */
const NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i
/** So begins a chunk, with its size. */
const HEX = /^[0-9a-f]/i

/**
 * What comes over a line that carries a single call, with a head that Node's parser can read. It gives up at a space in a
 * header's name or at a second length, and with it goes the body, though that comes whole: what was sent to get it is spent.
 * Chunks that are announced and do not come, as behind a proxy that has put them together, are read up to the end of the line.
 */
export function withTidiedHead(socket: Duplex): Duplex {
  // Whatever goes wrong reaches whoever reads.
  const readable = pipeline(socket, new TidiedHead(), () => {})
  const tidied = Duplex.from({ readable, writable: socket })
  return Object.assign(tidied, {
    // Node asks its socket for that; how long a call may take is bounded elsewhere.
    setTimeout: () => tidied,
    _writev: (parts: readonly Part[], done: () => void) => sendTogether(socket, parts, done),
  })
}

type Part = { readonly chunk: Buffer | string; readonly encoding: BufferEncoding }

/** A server that answers once it has read the head, and is gone, would break the line under a body that comes by itself. */
function sendTogether(socket: Duplex, parts: readonly Part[], done: () => void): void {
  socket.cork()
  for (const { chunk, encoding } of parts) socket.write(chunk, encoding)
  socket.uncork()
  if (socket.writableNeedDrain) socket.once('drain', done)
  else done()
}

class TidiedHead extends Transform {
  #head: Buffer | null = Buffer.alloc(0)
  /** Bytes of the body still to come; what comes behind it belongs to no call. */
  #bodyBytesLeft = Number.POSITIVE_INFINITY

  override _transform(part: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (this.#head === null) return done(null, this.#withinBody(part))
    this.#head = Buffer.concat([this.#head, part])
    done(null, this.#repairedHead())
  }

  override _flush(done: TransformCallback): void {
    done(null, this.#head ?? undefined)
  }

  /** Undefined while it takes more to know. */
  #repairedHead(): Buffer | undefined {
    const received = this.#head ?? Buffer.alloc(0)
    const text = received.toString('latin1')
    const start = text.length - text.trimStart().length
    if (!isBegunHttp(text.slice(start))) return this.#unchanged(received)
    const end = HEAD_END.exec(text.slice(start))
    // Much of the body may have come with the last of it.
    if ((end === null ? received.length : start + end.index) > MAX_HEAD_BYTES) return this.#unchanged(received)
    if (end === null) return undefined
    const bodyAt = start + end.index + end[0].length
    const lines = repairedLines(text.slice(start, start + end.index))
    if (lines === null) return this.#unchanged(received)
    // Another head follows an interim one (RFC 9110 section 15.2).
    if (/ 1(?!01)\d\d /.test(`${lines[0]} `)) return this.#nextHead(lines, received.subarray(bodyAt))
    const first = text.slice(bodyAt).trimStart()
    if (isChunked(lines) && first === '' && !/ (204|304) /.test(lines[0] ?? '')) return undefined
    const usableLines = isChunked(lines) && !HEX.test(first) ? lines.filter((line) => !isTransferEncoding(line)) : lines
    this.#head = null
    this.#bodyBytesLeft = isChunked(usableLines) ? this.#bodyBytesLeft : lengthIn(usableLines)
    return Buffer.concat([headOf(usableLines), this.#withinBody(received.subarray(bodyAt))])
  }

  #withinBody(part: Buffer): Buffer {
    const own = part.subarray(0, Math.min(part.length, this.#bodyBytesLeft))
    this.#bodyBytesLeft -= own.length
    return own
  }

  #unchanged(received: Buffer): Buffer {
    this.#head = null
    return received
  }

  #nextHead(lines: readonly string[], rest: Buffer): Buffer {
    this.#head = rest
    return Buffer.concat([headOf(lines), this.#repairedHead() ?? Buffer.alloc(0)])
  }
}

function isBegunHttp(text: string): boolean {
  const start = text.slice(0, 5).toUpperCase()
  return 'HTTP/'.startsWith(start)
}

function headOf(lines: readonly string[]): Buffer {
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
}

/** Null where it is no head of HTTP/1. */
function repairedLines(head: string): readonly string[] | null {
  const [first = '', ...rest] = head.split(/\r?\n/)
  const [, major, minor = '1', status, reason = ''] = STATUS_LINE.exec(first.trimEnd()) ?? []
  if (status === undefined) return null
  const version = major === '1' && minor === '0' ? '1.0' : '1.1'
  const fields = rest
    .join('\n')
    .replace(/\n[ \t]+/g, ' ')
    .split('\n')
    .flatMap(repairedField)
  return [`HTTP/${version} ${status} ${reason}`, ...withOneLength(fields)]
}

function repairedField(line: string): string[] {
  const at = line.indexOf(':')
  const name = line.slice(0, at).trim()
  const value = line.slice(at + 1).replace(/\p{Cc}/gu, ' ')
  return at > 0 && NAME.test(name) ? [`${name}: ${value.trim()}`] : []
}

const LENGTH = /^content-length:/i

/** The length that all of them agree on; without one, the end of the line is the end of the body. */
function withOneLength(fields: readonly string[]): readonly string[] {
  const lengths = fields.filter((field) => LENGTH.test(field)).flatMap((field) => field.slice(15).split(','))
  const [length = '', ...others] = new Set(lengths.map((each) => each.trim()))
  const rest = fields.filter((field) => !LENGTH.test(field))
  return /^\d+$/.test(length) && others.length === 0 ? [...rest, `Content-Length: ${length}`] : rest
}

function lengthIn(lines: readonly string[]): number {
  const length = lines.find((line) => LENGTH.test(line))
  return length === undefined ? Number.POSITIVE_INFINITY : Number(length.slice(15))
}

function isTransferEncoding(line: string): boolean {
  return /^transfer-encoding:/i.test(line)
}

function isChunked(lines: readonly string[]): boolean {
  return lines.some((line) => isTransferEncoding(line) && /chunked/i.test(line))
}
