import { describe, expect, it } from 'vitest'
import { JOURNAL_EVENTS } from '../../../shared/connections/journal.ts'
import { STATES } from '../../../shared/connections/states.ts'
import { SYSTEMS } from '../../../shared/systems/registry.ts'
import { countdown, type Life } from '../../../shared/text/countdown.ts'
import { en } from '../../../shared/text/en.ts'
import { textsFor } from '../../../shared/text/language.ts'
import { entrySentence, fieldText, filled } from '../../../shared/text/sentence.ts'
import { withPlainSpaces } from '../../../shared/time/duration.ts'

const NOW = Date.UTC(2026, 10, 21, 9, 0, 0)
const at = (days: number, hours = 0) => new Date(NOW + days * 86_400_000 + hours * 3_600_000).toISOString()

describe('filled', () => {
  it.each([
    ['plain {a}.', { a: 'x' }, 'plain x.'],
    ['{a}[ ({b})].', { a: 'x' }, 'x.'],
    ['{a}[ ({b}, {c})].', { a: 'x', b: 1 }, 'x.'],
    ['{a}[ ({b}, {c})].', { a: 'x', b: 1, c: 0 }, 'x (1, 0).'],
    ['{missing}', {}, '?'],
    ['took {tookMs}', { tookMs: 2_000 }, 'took 2\u00a0s'],
    ['{a}', { a: '{b}', b: 'never' }, '{b}'],
    ['[{a}]', { a: '' }, ''],
  ])('%s with %o is %s', (template, values, expected) => {
    expect(filled(template, values)).toBe(expected)
  })

  it('says the same sentence of other values anew', () => {
    const say = (values: Record<string, string>) => filled('{a}[ ({b})].', values)
    expect([say({ a: 'x', b: 'y' }), say({ a: 'z' }), say({ a: 'x', b: '{a}' })]).toEqual(['x (y).', 'z.', 'x ({a}).'])
  })

  it('takes the language’s blank for what is missing', () => {
    expect(filled('edit {name}', {}, { name: 'NAME' })).toBe('edit NAME')
  })
})

describe('countdown', () => {
  const life: Life = {
    state: 'valid',
    expiresAt: at(29, 23),
    refreshAt: at(27),
    pausedAt: null,
    renewable: true,
    issuedAt: at(0),
  }

  it.each<[string, Partial<Life>]>([
    ['valid 29 d 23 h, renews in 27 d', {}],
    ['valid 29 d 23 h, renews now', { refreshAt: at(0) }],
    ['valid 29 d 23 h', { refreshAt: null }],
    ['valid 29 d 23 h, cannot renew itself', { renewable: false, refreshAt: null }],
    ['valid 29 d 23 h, renewing now', { state: 'renewing' }],
    ['no token yet, renewing now', { state: 'renewing', expiresAt: null, issuedAt: null }],
    ['valid 2 h, renewal is late', { state: 'expiring', expiresAt: at(0, 2) }],
    ['valid 5 d, cannot renew itself', { state: 'expiring', expiresAt: at(5), renewable: false }],
    ['expired 2 h ago, tries again in 1 h', { state: 'expired', expiresAt: at(0, -2), refreshAt: at(0, 1) }],
    ['expired 2 h ago, cannot renew itself', { state: 'expired', expiresAt: at(0, -2), renewable: false }],
    ['no expiry known', { state: 'unknown', expiresAt: null, refreshAt: null }],
    ['no token yet, tries again now', { state: 'unknown', expiresAt: null, issuedAt: null, refreshAt: at(0) }],
    [
      'no token yet, fetched when it is first needed',
      { state: 'unknown', expiresAt: null, issuedAt: null, refreshAt: at(0), lastRefresh: null },
    ],
    // As the index has it while the vault is locked.
    ['valid 29 d 23 h', { state: 'unknown', issuedAt: null, refreshAt: null, lastRefresh: null }],
    ['needs you, valid 1 d', { state: 'needs-person', expiresAt: at(1) }],
    ['needs you, expired 1 d ago', { state: 'needs-person', expiresAt: at(-1) }],
    ['never ends', { expiresAt: null, refreshAt: null, renewable: false, learned: { endless: 'yes' } }],
    ['paused, valid 1 d', { state: 'paused', expiresAt: at(1) }],
    ['valid 1 d, not saved yet', { state: 'unsaved', expiresAt: at(1) }],
  ])('%s', (expected, change) => {
    expect(withPlainSpaces(countdown(en, { ...life, ...change }, NOW))).toBe(expected)
  })
})

describe('every word that a person reads', () => {
  it.each(JOURNAL_EVENTS)('journal event %s is a sentence with and without its fault', (event) => {
    const bare = entrySentence(en, { at: NOW, event })
    const whole = entrySentence(en, {
      at: NOW,
      event,
      connection: 'ward-3',
      fault: 'offline',
      params: { tookMs: 412, days: 7, seconds: 90 },
    })
    for (const text of [bare, whole]) {
      expect(text).toMatch(/^[A-Z].*\.$/)
      expect(text).not.toMatch(/[{}[\]]/)
    }
  })

  it('an event tells its fault in the fault’s own words', () => {
    const entry = { at: NOW, event: 'renewal_failed', connection: 'ward-3', fault: 'offline', params: {} } as const
    expect(entrySentence(en, entry)).toBe(
      'The renewal did not come through; it is tried again. The network cannot be reached.',
    )
  })

  it.each(STATES)('state %s has a word, a meaning and a mark of its own', (state) => {
    const { word, mark, means } = en.states[state]
    expect(word).not.toBe('')
    expect([...mark]).toHaveLength(1)
    expect(means).toMatch(/\.$/)
    expect(STATES.filter((other) => en.states[other].mark === mark)).toEqual([state])
  })

  it.each(SYSTEMS)('system $id has a title, its pitfalls and help for every field', (system) => {
    expect(en.systems[system.id]?.title).toBe(system.title)
    expect(en.systems[system.id]?.about).toMatch(/\.$/)
    const fields = [
      ...system.settings.map(({ name }) => name),
      ...system.endpoints.map(({ name }) => `endpoints.${name}`),
      ...system.secrets.map(({ name }) => name),
    ]
    for (const field of fields) {
      const text = fieldText(en, system.id, field)
      expect(text, `${system.id}.${field}`).not.toBeNull()
      expect(text?.help).toMatch(/\.$/)
      expect(text?.help.length).toBeLessThanOrEqual(130)
    }
  })

  it('knows English for every tongue it has not learned', () => {
    for (const wanted of ['', 'C', 'de-AT', 'en_GB.UTF-8']) expect(textsFor(wanted)).toBe(en)
  })
})
