/** D-Bus messages as bytes (D-Bus specification, "Message protocol"): as much as it takes to speak with a Secret Service. */
import { alignUp, typesIn, ValueReader, ValueWriter } from './bus-values.ts'

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

export const FIELD = {
  path: 1,
  interface: 2,
  member: 3,
  error: 4,
  replyTo: 5,
  destination: 6,
  sender: 7,
  signature: 8,
} as const
const FIELD_TYPE: Readonly<Record<number, string>> = { 1: 'o', 2: 's', 3: 's', 4: 's', 5: 'u', 6: 's', 7: 's', 8: 'g' }

const LITTLE = 'l'.charCodeAt(0)
const HEAD_BYTES = 16
/** The specification's own limit; a bus passes no more. */
const MOST_BYTES = 128 * 1024 * 1024

export function encodeMessage(
  message: Omit<BusMessage, 'body'>,
  signature: string,
  values: readonly unknown[],
): Buffer {
  const body = new ValueWriter()
  for (const [index, type] of typesIn(signature).entries()) body.write(type, values[index])
  const fields = new Map(message.fields)
  if (signature !== '') fields.set(FIELD.signature, signature)
  const head = new ValueWriter()
  for (const byte of [LITTLE, message.type, 0, 1]) head.write('y', byte)
  head.write('u', body.length)
  head.write('u', message.serial)
  const fieldList = [...fields].map(([code, value]) => [code, { signature: FIELD_TYPE[code] ?? 's', value }])
  head.write('a(yv)', fieldList)
  head.pad(8)
  return Buffer.concat([head.result(), body.result()])
}

/**
 * How long the message is that begins here, in bytes; null when too little of it has arrived to know. Throws on what is
 * no D-Bus.
 */
export function messageLength(bytes: Buffer): number | null {
  if (bytes.length < HEAD_BYTES) return null
  const head = new ValueReader(bytes, bytes[0] === LITTLE, 4)
  const [bodyLength, , fieldsLength] = [head.number('u'), head.number('u'), head.number('u')]
  const length = alignUp(HEAD_BYTES + fieldsLength, 8) + bodyLength
  if (length > MOST_BYTES) throw new RangeError('a message too long')
  return length
}

/** The first message in `bytes` and how long it is, or null when it has not all arrived. Throws on what is no D-Bus. */
export function decodeMessage(bytes: Buffer): { message: BusMessage; length: number } | null {
  const length = messageLength(bytes)
  if (length === null || bytes.length < length) return null
  const isLittleEndian = bytes[0] === LITTLE
  const head = new ValueReader(bytes, isLittleEndian, 4)
  const [bodyLength, serial] = [head.number('u'), head.number('u')]
  const fieldList = new ValueReader(bytes, isLittleEndian, 12).value('a(yv)') as [number, unknown][]
  const fields = new Map(fieldList)
  const reader = new ValueReader(bytes, isLittleEndian, length - bodyLength)
  const body = typesIn(String(fields.get(FIELD.signature) ?? '')).map((type) => reader.value(type))
  return { message: { type: bytes[1] ?? 0, serial, fields, body }, length }
}
