import { expect, test } from 'vitest'
import { supportFile } from '../../shared/support-file.ts'

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
  log: [],
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

test('words and moments stay as they are, and of an address its server', () => {
  const text = 'https://draw.example:8443/ since 2026-11-25T00:00:00.000Z, everbearer-0123456789abcdef'
  expect(JSON.parse(supportFile({ ...nothing, system: { text } })).system.text).toBe(text)
})

test.each([
  ['https://draw.example/tenant-of-ward-3/api/', 'https://draw.example/(left out)'],
  ['https://draw.example?key=geheim', 'https://draw.example/(left out)'],
  ['https://anna:geheim@draw.example/', 'https://(left out)@draw.example/'],
])('of %s stays %s', (url, left) => {
  const findings = [{ fault: { code: 'wrong_address', params: { url } }, facts: { url: `at ${url}` } }]
  expect(JSON.parse(supportFile({ ...nothing, findings })).findings[0]).toEqual({
    fault: { code: 'wrong_address', params: { url: left } },
    facts: { url: `at ${left}` },
  })
})

test('exceptions from the proxy are left out, wherever they are told', () => {
  const file = supportFile({
    ...nothing,
    system: { NO_PROXY: 'inner' },
    findings: [{ facts: { noProxy: '10.1.2.3' } }],
  })
  expect(JSON.parse(file)).toMatchObject({
    system: { NO_PROXY: '(left out)' },
    findings: [{ facts: { noProxy: '(left out)' } }],
  })
})

test('a connection has a number in place of its name, the same throughout, whether it is still there or not', () => {
  const journal = [
    { at: 0, event: 'renamed', connection: 'draw', params: { from: 'miller' } },
    { at: 0, event: 'removed', connection: 'miller' },
  ] as const
  const findings = [
    { probe: 'draw', connection: 'draw', fault: { code: 'x', params: { name: 'draw', other: 'a draw-er' } } },
  ]
  expect(JSON.parse(supportFile({ ...nothing, journal, findings }))).toMatchObject({
    journal: [
      { event: 'renamed', connection: 'connection 1', params: { from: 'connection 2' } },
      { event: 'removed', connection: 'connection 2' },
    ],
    findings: [
      { probe: 'draw', connection: 'connection 1', fault: { params: { name: 'connection 1', other: 'a draw-er' } } },
    ],
  })
})
