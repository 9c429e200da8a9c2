import { expect, test } from 'vitest'
import { supportFile } from '../../../shared/domain/support-file.ts'

const nothing = {
  at: '2026-11-25T00:00:00.000Z',
  version: '1.0.0',
  host: 'agent',
  system: {},
  vault: {},
  preferences: {},
  findings: [],
  connections: [],
  journal: [],
  hide: (text: string) => text,
}

/** Whatever a later change lets in by mistake meets this net. */
test.each([
  ['a JWT', 'said eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0NzExIn0.c2lnbmF0dXJl there'],
  ['a long token', 'said ghp0123456789abcdefghijABCDEFGHIJ0123456789 there'],
])('%s is left out wherever it stands', (_what, text) => {
  const file = supportFile({ ...nothing, findings: [{ facts: { text } }], system: { text } })
  expect(JSON.parse(file)).toMatchObject({
    findings: [{ facts: { text: 'said (left out) there' } }],
    system: { text: 'said (left out) there' },
  })
})

test('words, addresses and moments stay as they are', () => {
  const text = 'https://draw.example/api/token/refresh/ since 2026-11-25T00:00:00.000Z, everbearer-0123456789abcdef'
  expect(JSON.parse(supportFile({ ...nothing, system: { text } })).system.text).toBe(text)
})
