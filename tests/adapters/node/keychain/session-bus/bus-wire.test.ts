import { describe, expect, test } from 'vitest'
import { typesIn } from '../../../../../electron/adapters/node/keychain/session-bus/bus-values.ts'
import {
  type BusMessage,
  CALL,
  decodeMessage,
  encodeMessage,
  FIELD,
} from '../../../../../electron/adapters/node/keychain/session-bus/bus-wire.ts'
import { fc } from '../../../../kit/properties.ts'

const fields = new Map<number, unknown>([
  [FIELD.path, '/org/freedesktop/secrets'],
  [FIELD.member, 'Get'],
])
const roundTrip = (signature: string, values: unknown[]) =>
  decodeMessage(encodeMessage({ type: CALL, serial: 7, fields }, signature, values))?.message

test('splits signatures into complete types', () => {
  expect(typesIn('sa{sv}u(o(ay))aasv')).toEqual(['s', 'a{sv}', 'u', '(o(ay))', 'aas', 'v'])
  expect(typesIn('')).toEqual([])
})

describe('a message', () => {
  test('comes back as it was written', () => {
    const message = roundTrip('sobuaya{sv}', [
      'grün 🍓',
      '/a',
      true,
      4_000_000_000,
      Buffer.from([1, 2, 255]),
      [
        ['Label', { signature: 's', value: 'x' }],
        ['Locked', { signature: 'b', value: false }],
      ],
    ])
    expect(message).toMatchObject({ type: CALL, serial: 7 })
    expect(message?.fields.get(FIELD.path)).toBe('/org/freedesktop/secrets')
    expect(message?.body).toEqual([
      'grün 🍓',
      '/a',
      true,
      4_000_000_000,
      Buffer.from([1, 2, 255]),
      [
        ['Label', 'x'],
        ['Locked', false],
      ],
    ])
  })

  test('has the bytes that the specification asks for', () => {
    const hello = encodeMessage({ type: CALL, serial: 1, fields: new Map([[FIELD.member, 'Hello']]) }, '', [])
    expect(hello.toString('latin1')).toBe(
      'l\u0001\0\u0001\0\0\0\0\u0001\0\0\0\u000e\0\0\0\u0003\u0001s\0\u0005\0\0\0Hello\0\0\0',
    )
  })

  test('of a machine with the other byte order is read', () => {
    const bytes = Buffer.concat([
      Buffer.from('B\u0002\0\u0001', 'latin1'),
      Buffer.from([0, 0, 0, 4, 0, 0, 0, 9, 0, 0, 0, 15]),
      Buffer.from('\u0005\u0001u\0\0\0\0\u0003\u0008\u0001g\0\u0001b\0\0', 'latin1'),
      Buffer.from([0, 0, 0, 1]),
    ])
    const message = decodeMessage(bytes)?.message as BusMessage
    expect([message.type, message.serial, message.fields.get(FIELD.replyTo)]).toEqual([2, 9, 3])
    expect(message.body).toEqual([true])
  })

  test('cut anywhere is waited for, never misread', () => {
    const bytes = encodeMessage({ type: CALL, serial: 1, fields }, 'sv', [
      'x',
      { signature: 'ao', value: ['/a', '/b'] },
    ])
    for (let length = 0; length < bytes.length; length++) expect(decodeMessage(bytes.subarray(0, length))).toBeNull()
    expect(decodeMessage(Buffer.concat([bytes, bytes]))?.length).toBe(bytes.length)
  })
})

test('random bytes are waited for or refused, quickly', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 200 }), (bytes) => {
      bytes[0] = 'l'.charCodeAt(0)
      bytes.set([bytes[4] ?? 0, 0, 0, 0], 4)
      bytes.set([bytes[12] ?? 0, 0, 0, 0], 12)
      try {
        decodeMessage(Buffer.from(bytes))
      } catch (thrown) {
        expect(thrown).toSatisfy((error) => error instanceof RangeError || error instanceof TypeError)
      }
    }),
    { numRuns: 2_000 },
  )
})
