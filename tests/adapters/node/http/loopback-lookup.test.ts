import type { LookupAddress } from 'node:dns'
import { expect, test } from 'vitest'
import { loopbackLookup } from '../../../../electron/adapters/node/http/loopback-lookup.ts'

const FAR: LookupAddress = { address: '203.0.113.7', family: 4 }
const FAR_TOO: LookupAddress = { address: '::ffff:203.0.113.7', family: 6 }
const NEAR: LookupAddress = { address: '127.0.1.5', family: 4 }
const USUAL = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
]

function led(found: readonly LookupAddress[] | undefined, options: object = { all: true }): unknown[] {
  const answer: unknown[] = []
  const resolver = loopbackLookup((_host, _options, told) => told(found ? null : new Error('ENOTFOUND'), found))
  resolver('draw.localhost', options, (...said) => answer.push(...said.slice(1)))
  return answer
}

test('a name below localhost leads to this computer, whatever a name server says', () => {
  expect(led([FAR, FAR_TOO])).toEqual([USUAL])
  expect(led([])).toEqual([USUAL])
  expect(led(undefined)).toEqual([USUAL])
})

test('an address of this computer that the system knows counts', () => {
  expect(led([FAR, NEAR])).toEqual([[NEAR]])
})

test('one address where one is asked for, of the family that is asked for', () => {
  expect(led([FAR], {})).toEqual(['127.0.0.1', 4])
  expect(led([FAR], { family: 6 })).toEqual(['::1', 6])
  expect(led([NEAR], { family: 'IPv4' })).toEqual(['127.0.1.5', 4])
})
