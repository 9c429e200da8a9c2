/**
 * D-Bus messages as bytes (D-Bus specification, "Type system" and "Message protocol"): only as much as it takes to ask
 * the Secret Service a few things. Values are strings, booleans, numbers, arrays of them and `Variant`s; structs and
 * dictionary entries are arrays of their members.
 */

export type Variant = { readonly signature: string; readonly value: unknown }

export type BusMessage = {
  readonly type: number
  readonly serial: number
  /** By field code, see FIELD. */
  readonly fields: ReadonlyMap<number, unknown>
  readonly body: readonly unknown[]
}

export const CALL = 1
export const REPLY = 2
export const ERROR = 3
export const SIGNAL = 4

export const FIELD = { path: 1, interface: 2, member: 3, error: 4, replyTo: 5, destination: 6, signature: 8 } as const
const FIELD_TYPE: Readonly<Record<number, string>> = { 1: 'o', 2: 's', 3: 's', 4: 's', 5: 'u', 6: 's', 8: 'g' }

const LITTLE = 'l'.charCodeAt(0)
const HEAD_BYTES = 16
/** What we ask for takes some hundred bytes; whoever sends more than this is no keyring. */
const MOST_BYTES = 1024 * 1024

const ALIGNMENT: Readonly<Record<string, number>> = { y: 1, g: 1, v: 1, n: 2, q: 2, x: 8, t: 8, d: 8, '(': 8, '{': 8 }
const alignmentOf = (type: string) => ALIGNMENT[type.charAt(0)] ?? 4
const aligned = (offset: number, to: number) => Math.ceil(offset / to) * to

export function encodeMessage(
  message: Omit<BusMessage, 'body'>,
  signature: string,
  values: readonly unknown[],
): Buffer {
  const body: number[] = []
  for (const [index, type] of typesIn(signature).entries()) write(body, type, values[index])
  const fields = new Map(message.fields)
  if (signature !== '') fields.set(FIELD.signature, signature)
  const head = [LITTLE, message.type, 0, 1]
  write(head, 'u', body.length)
  write(head, 'u', message.serial)
  const listed = [...fields].map(([code, value]) => [code, { signature: FIELD_TYPE[code] ?? 's', value }])
  write(head, 'a(yv)', listed)
  pad(head, 8)
  return Buffer.from([...head, ...body])
}

/** The first message in `bytes` and how long it is, or null when it has not all arrived. Throws on what is no D-Bus. */
export function decodeMessage(bytes: Buffer): { message: BusMessage; length: number } | null {
  if (bytes.length < HEAD_BYTES) return null
  const little = bytes[0] === LITTLE
  const head = new Reader(bytes, little, 4)
  const [bodyLength, serial, fieldsLength] = [head.number('u'), head.number('u'), head.number('u')]
  const bodyStart = aligned(HEAD_BYTES + fieldsLength, 8)
  const length = bodyStart + bodyLength
  if (length > MOST_BYTES) throw new RangeError('a message too long')
  if (bytes.length < length) return null
  const fields = new Map<number, unknown>()
  for (const [code, value] of new Reader(bytes, little, 12).entries('a(yv)')) fields.set(Number(code), value)
  const reader = new Reader(bytes, little, bodyStart)
  const body = typesIn(String(fields.get(FIELD.signature) ?? '')).map((type) => reader.value(type))
  return { message: { type: bytes[1] ?? 0, serial, fields, body }, length }
}

/** The complete types that a signature is made of: `sa{sv}u` is s, a{sv} and u. */
export function typesIn(signature: string): string[] {
  const types: string[] = []
  for (let at = 0; at < signature.length; ) {
    const end = typeEnd(signature, at)
    types.push(signature.slice(at, end))
    at = end
  }
  return types
}

function typeEnd(signature: string, at: number): number {
  if (signature[at] === 'a') return typeEnd(signature, at + 1)
  const closing = { '(': ')', '{': '}' }[signature[at] ?? '']
  let end = at + 1
  while (closing && end < signature.length && signature[end] !== closing) end = typeEnd(signature, end)
  return closing ? end + 1 : end
}

function pad(bytes: number[], to: number): void {
  while (bytes.length % to !== 0) bytes.push(0)
}

function write(bytes: number[], type: string, value: unknown): void {
  pad(bytes, alignmentOf(type))
  const kind = type.charAt(0)
  if (kind === 'y') bytes.push(Number(value))
  else if (kind === 'u' || kind === 'b') writeNumber(bytes, Number(value))
  else if (kind === 's' || kind === 'o') writeText(bytes, String(value))
  else if (kind === 'g') bytes.push(String(value).length, ...Buffer.from(`${value}\0`))
  else if (kind === 'v') writeVariant(bytes, value as Variant)
  else if (kind === 'a') writeArray(bytes, type.slice(1), value as unknown[])
  else if (kind === '(' || kind === '{') writeMembers(bytes, type, value as unknown[])
  else throw new TypeError(`no writing of D-Bus type ${type}`)
}

function writeNumber(bytes: number[], value: number): void {
  for (let shift = 0; shift < 32; shift += 8) bytes.push((value >>> shift) & 0xff)
}

function writeText(bytes: number[], text: string): void {
  const encoded = Buffer.from(text)
  writeNumber(bytes, encoded.length)
  bytes.push(...encoded, 0)
}

function writeVariant(bytes: number[], { signature, value }: Variant): void {
  write(bytes, 'g', signature)
  write(bytes, signature, value)
}

/** The length of an array leaves out the padding before its first element. */
function writeArray(bytes: number[], element: string, values: readonly unknown[]): void {
  const at = bytes.length
  writeNumber(bytes, 0)
  pad(bytes, alignmentOf(element))
  const start = bytes.length
  for (const value of values) write(bytes, element, value)
  const length: number[] = []
  writeNumber(length, bytes.length - start)
  bytes.splice(at, 4, ...length)
}

function writeMembers(bytes: number[], type: string, values: readonly unknown[]): void {
  for (const [index, member] of typesIn(type.slice(1, -1)).entries()) write(bytes, member, values[index])
}

/** Reads values one after the other; a length that points outside the bytes is a RangeError. */
class Reader {
  readonly #view: DataView
  readonly #little: boolean
  #offset: number

  constructor(bytes: Buffer, little: boolean, offset: number) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#little = little
    this.#offset = offset
  }

  value(type: string): unknown {
    const kind = type.charAt(0)
    if (kind === 's' || kind === 'o') return this.#text(this.number('u'))
    if (kind === 'g') return this.#text(this.number('y'))
    if (kind === 'b') return this.number('u') !== 0
    if (kind === 'v') return this.value(String(this.value('g')))
    if (kind === 'a') return this.#array(type.slice(1))
    if (kind === '(' || kind === '{') return this.#members(type)
    return this.number(kind)
  }

  entries(type: string): unknown[][] {
    return this.value(type) as unknown[][]
  }

  number(kind: string): number {
    const at = this.#step(alignmentOf(kind), SIZE[kind] ?? 4)
    if (kind === 'y') return this.#view.getUint8(at)
    if (kind === 'n') return this.#view.getInt16(at, this.#little)
    if (kind === 'q') return this.#view.getUint16(at, this.#little)
    if (kind === 'i') return this.#view.getInt32(at, this.#little)
    if (kind === 'x' || kind === 't') return Number(this.#view.getBigInt64(at, this.#little))
    if (kind === 'd') return this.#view.getFloat64(at, this.#little)
    if (kind === 'u' || kind === 'h') return this.#view.getUint32(at, this.#little)
    throw new TypeError(`no reading of D-Bus type ${kind}`)
  }

  #text(length: number): string {
    const at = this.#step(1, length + 1)
    return Buffer.from(this.#view.buffer, this.#view.byteOffset + at, length).toString('utf8')
  }

  #array(element: string): unknown[] {
    const length = this.number('u')
    this.#step(alignmentOf(element), 0)
    const end = this.#offset + length
    if (end > this.#view.byteLength) throw new RangeError('an array past the end')
    const values: unknown[] = []
    while (this.#offset < end) {
      const before = this.#offset
      values.push(this.value(element))
      if (this.#offset === before) throw new RangeError('an array of nothing')
    }
    return values
  }

  #members(type: string): unknown[] {
    this.#step(8, 0)
    return typesIn(type.slice(1, -1)).map((member) => this.value(member))
  }

  #step(alignment: number, size: number): number {
    const at = aligned(this.#offset, alignment)
    if (at + size > this.#view.byteLength) throw new RangeError('a value past the end')
    this.#offset = at + size
    return at
  }
}

const SIZE: Readonly<Record<string, number>> = { y: 1, n: 2, q: 2, x: 8, t: 8, d: 8 }
