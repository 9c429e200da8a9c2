/**
 * D-Bus values as bytes (D-Bus specification, "Type system"): strings, booleans, numbers, byte arrays, arrays and
 * `Variant`s; structs and dictionary entries are arrays of their members. A byte array (`ay`) is a Buffer.
 */

export type Variant = { readonly signature: string; readonly value: unknown }

const ALIGNMENT: Readonly<Record<string, number>> = { y: 1, g: 1, v: 1, x: 8, '(': 8, '{': 8 }
const alignmentOf = (type: string) => ALIGNMENT[type.charAt(0)] ?? 4

/** The next multiple of `to`. */
export const alignUp = (offset: number, to: number) => Math.ceil(offset / to) * to

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

/** Writes values one after the other into bytes that grow as needed; documents of megabytes go in as one piece. */
export class ValueWriter {
  #bytes: Buffer = Buffer.alloc(512)
  #length = 0

  get length(): number {
    return this.#length
  }

  result(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  pad(to: number): void {
    this.#room(alignUp(this.#length, to) - this.#length)
  }

  write(type: string, value: unknown): void {
    this.pad(alignmentOf(type))
    const kind = type.charAt(0)
    if (kind === 'y') this.#byte(Number(value))
    else if (kind === 'u' || kind === 'b' || kind === 'i') this.#number(Number(value))
    else if (kind === 'x') this.#long(Number(value))
    else if (kind === 's' || kind === 'o') this.#text(String(value))
    else if (kind === 'g') this.#signature(String(value))
    else if (kind === 'v') this.#variant(value as Variant)
    else if (kind === 'a') this.#array(type.slice(1), value as unknown[])
    else if (kind === '(' || kind === '{') this.#members(type, value as unknown[])
    else throw new TypeError(`no writing of D-Bus type ${type}`)
  }

  /** Reserves zeroed bytes and gives their offset. May replace the buffer. */
  #room(size: number): number {
    const at = this.#length
    this.#length += size
    if (this.#length > this.#bytes.length) {
      const grown = Buffer.alloc(Math.max(this.#length, 2 * this.#bytes.length))
      this.#bytes.copy(grown, 0, 0, at)
      this.#bytes = grown
    }
    return at
  }

  #byte(value: number): void {
    const at = this.#room(1)
    this.#bytes.writeUInt8(value, at)
  }

  #number(value: number): void {
    const at = this.#room(4)
    this.#bytes.writeUInt32LE(value >>> 0, at)
  }

  #long(value: number): void {
    const at = this.#room(8)
    this.#bytes.writeBigInt64LE(BigInt(value), at)
  }

  #raw(bytes: Uint8Array): void {
    const at = this.#room(bytes.length)
    this.#bytes.set(bytes, at)
  }

  #text(text: string): void {
    const encoded = Buffer.from(text)
    this.#number(encoded.length)
    this.#raw(encoded)
    this.#room(1)
  }

  #signature(text: string): void {
    this.#byte(text.length)
    this.#raw(Buffer.from(`${text}\0`))
  }

  #variant({ signature, value }: Variant): void {
    this.#signature(signature)
    this.write(signature, value)
  }

  /** The length of an array leaves out the padding before its first element. */
  #array(element: string, values: readonly unknown[] | Uint8Array): void {
    const at = this.#room(4)
    this.pad(alignmentOf(element))
    const start = this.#length
    if (values instanceof Uint8Array) this.#raw(values)
    else for (const value of values) this.write(element, value)
    this.#bytes.writeUInt32LE(this.#length - start, at)
  }

  #members(type: string, values: readonly unknown[]): void {
    for (const [index, member] of typesIn(type.slice(1, -1)).entries()) this.write(member, values[index])
  }
}

/** Reads values one after the other; a length that points outside the bytes is a RangeError. */
export class ValueReader {
  readonly #view: DataView
  readonly #isLittleEndian: boolean
  #offset: number

  constructor(bytes: Buffer, isLittleEndian: boolean, offset: number) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#isLittleEndian = isLittleEndian
    this.#offset = offset
  }

  value(type: string): unknown {
    const kind = type.charAt(0)
    if (kind === 's' || kind === 'o') return this.#text(this.number('u'))
    if (kind === 'g') return this.#text(this.number('y'))
    if (kind === 'b') return this.number('u') !== 0
    if (kind === 'v') return this.value(String(this.value('g')))
    if (type === 'ay') return this.#byteArray()
    if (kind === 'a') return this.#array(type.slice(1))
    if (kind === '(' || kind === '{') return this.#members(type)
    return this.number(kind)
  }

  number(kind: string): number {
    if (kind === 'y') return this.#view.getUint8(this.#step(1, 1))
    if (kind === 'i') return this.#view.getInt32(this.#step(4, 4), this.#isLittleEndian)
    if (kind === 'u') return this.#view.getUint32(this.#step(4, 4), this.#isLittleEndian)
    if (kind === 'x') return Number(this.#view.getBigInt64(this.#step(8, 8), this.#isLittleEndian))
    throw new TypeError(`no reading of D-Bus type ${kind}`)
  }

  #text(length: number): string {
    const at = this.#step(1, length + 1)
    return this.#slice(at, length).toString('utf8')
  }

  /** A copy, so that the received buffer can be freed. */
  #byteArray(): Buffer {
    const length = this.number('u')
    return Buffer.from(this.#slice(this.#step(1, length), length))
  }

  #slice(at: number, length: number): Buffer {
    return Buffer.from(this.#view.buffer, this.#view.byteOffset + at, length)
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
    const at = alignUp(this.#offset, alignment)
    if (at + size > this.#view.byteLength) throw new RangeError('a value past the end')
    this.#offset = at + size
    return at
  }
}
