import { describe, expect, test } from 'vitest'
import { commandsFor } from '../../renderer/connection/command-lines.ts'
import { lifeGeometry, share } from '../../renderer/life/life-geometry.ts'
import { statusSentence } from '../../renderer/status/status-sentence.ts'
import { STATES } from '../../shared/connections/states.ts'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { fault } from '../../shared/fault.ts'
import { en } from '../../shared/text/en.ts'
import { pageTextsFor } from '../../shared/text/page-texts.ts'
import { withPlainSpaces } from '../../shared/time/duration.ts'
import { START } from '../kit/hand-clock.ts'
import { viewWith } from '../kit/view.ts'

const HOUR_MS = 3_600_000
const at = (hours: number) => new Date(START + hours * HOUR_MS).toISOString()
const life = { issuedAt: at(-2), expiresAt: at(8), refreshAt: at(6) }

describe('the life bar', () => {
  test('stands where the token stands', () => {
    expect(lifeGeometry(viewWith(life))).toMatchObject({ renewal: 80, tone: 'leaf' })
    expect(share(START, START - 2 * HOUR_MS, START + 8 * HOUR_MS)).toBe(20)
    expect([share(0, 10, 20), share(30, 10, 20)]).toEqual([0, 100])
  })

  test.each<[string, Partial<ConnectionView>]>([
    ['no token', { issuedAt: null }],
    ['no known end', { expiresAt: null }],
    ['an end before the beginning', { expiresAt: at(-3) }],
  ])('says nothing of %s', (_name, changes) => {
    expect(lifeGeometry(viewWith({ ...life, ...changes }))).toBeNull()
  })

  test('plans no renewal for what cannot renew itself', () => {
    expect(lifeGeometry(viewWith({ ...life, renewable: false }))?.renewal).toBeNull()
  })
})

describe('the status', () => {
  const words = pageTextsFor('en').connection
  const say = (changes: Partial<ConnectionView>) =>
    withPlainSpaces(statusSentence(viewWith({ ...life, ...changes }), en, words, START, () => 'today, 08:00'))

  test.each(STATES)('%s has a whole sentence with or without times', (state) => {
    for (const times of [life, { issuedAt: null, expiresAt: null, refreshAt: null }, { expiresAt: at(-1) }]) {
      for (const renewable of [true, false]) {
        const sentence = say({ ...times, state, renewable })
        expect(sentence).toMatch(/^[A-Z].*\.$/)
        expect(sentence).not.toMatch(/[{}?]/)
      }
    }
  })

  test('says how long and what then', () => {
    expect(say({})).toBe(
      'Programs get a valid token. It is good for another 8 h, and a new one is fetched by itself in 6 h.',
    )
    expect(say({ state: 'needs-person' })).toBe(
      'It does not go on without you. The present token is good for another 8 h.',
    )
    const shut = { state: 'unknown', fault: fault('vault_locked') } as const
    expect(say(shut)).toContain('the vault is shut, but that its token is good for another 8 h.')
    expect(say({ ...shut, expiresAt: null })).toBe('Nothing more is known of it while the vault is shut.')
    expect(say({ state: 'paused', pausedAt: at(-1) })).toContain('Paused since today, 08:00')
  })
})

test('command lines survive any address', () => {
  const urls = { health: "https://x/it's?a=1&b=$(rm)" }
  const lines = commandsFor({ name: 'a', system: 'draw', urls, baseUrl: '' })
  expect(lines.map(({ line }) => line)).toContain(
    `everbearer token a --header | curl -H @- 'https://x/it'\\''s?a=1&b=$(rm)'`,
  )
})

test('a page cannot set by which way calls travel, and has the command that does', () => {
  const lines = commandsFor({ name: 'a', system: 'draw', urls: {}, baseUrl: '' })
  const [network] = lines.filter(({ line }) => line === 'everbearer network a')
  expect(network === undefined ? '' : pageTextsFor('en').connection[network.word]).toContain(
    '--proxy, --authorities or --certificate',
  )
})
