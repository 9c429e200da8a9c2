import { describe, expect, it } from 'vitest'
import type { DraftBase } from '../../../shared/entry/draft.ts'
import { judgeDraft } from '../../../shared/entry/judge-draft.ts'
import { draw, NOW, settingsOf } from '../samples.ts'
import { ACCESS, drawEntry, judgedDraw, REFRESH, toldOf } from './entries.ts'

const BASE: DraftBase = {
  settings: settingsOf({ own: { allowHttp: false } }),
  secrets: { accessToken: ACCESS, refreshToken: REFRESH },
  typedExpiresAt: null,
}

const judged = (top: object) => judgedDraw(drawEntry({}, {}, top as Record<string, unknown>))

describe('tags', () => {
  it('are words in small letters, each once, in the order they were typed', () => {
    const { tagsAndNote, mistakes } = judged({ tags: [' Ward-3 ', 'test', 'TEST', 'süd', '北', ''] })
    expect(tagsAndNote).toEqual({ tags: ['ward-3', 'test', 'süd', '北'], note: null })
    expect(mistakes).toEqual([])
  })

  it.each([
    ['two words', ['ward 3']],
    ['a comma', ['a,b']],
    ['a hyphen in front', ['-a']],
    ['33 letters', ['a'.repeat(33)]],
    ['one text', 'ward'],
    ['a number', [3]],
    ['nothing', null],
  ])('are not %s', (_what, tags) => {
    expect(toldOf(judged({ tags }))).toEqual(['error tags invalid_tag'])
  })

  it('are twenty at most', () => {
    const tags = Array.from({ length: 21 }, (_, index) => `t${index}`)
    expect(toldOf(judged({ tags: tags.slice(1) }))).toEqual([])
    expect(toldOf(judged({ tags }))).toEqual(['error tags too_many_tags'])
  })
})

describe('a note', () => {
  it('keeps its lines, and loses the space around it', () => {
    expect(judged({ note: ' Ask radiology\r\n\tbefore pausing. \n' }).tagsAndNote).toEqual({
      tags: null,
      note: 'Ask radiology\n\tbefore pausing.',
    })
  })

  it.each<[string, unknown, string]>([
    ['2,001 characters', 'a b'.padEnd(2_001, ' b'), 'too_long'],
    ['a number', 7, 'not_text'],
    ['a turned direction', 'a\u202eb', 'character_hidden'],
    ['a token', `the token is ${ACCESS}`, 'text_holds_secret'],
    ['a long run of letters', `pw ${'a1B2'.repeat(10)}`, 'text_holds_secret'],
  ])('is not %s', (_what, note, code) => {
    expect(toldOf(judged({ note }))).toEqual([`error note ${code}`])
  })

  it('holds no secret that came with the entry, however little it looks like one', () => {
    const entry = drawEntry(
      {},
      { refreshToken: 'opaque-one' },
      { note: 'log in with opaque-one', tags: ['opaque-one'] },
    )
    expect(toldOf(judgedDraw(entry)).filter((told) => told.endsWith('text_holds_secret'))).toEqual([
      'error tags text_holds_secret',
      'error note text_holds_secret',
    ])
  })

  it('does not tell whether a word is a stored secret', () => {
    const base = { ...BASE, secrets: { ...BASE.secrets, refreshToken: 'opaque-one' } }
    expect(toldOf(judgeDraft({ note: 'opaque-one' }, draw, base, NOW) as never)).toEqual([])
  })
})

describe('an edit', () => {
  it('of tags and note alone says nothing of the rest, whatever is wrong there', () => {
    const base = { ...BASE, settings: settingsOf({ baseUrl: 'no address', clientId: '' }) }
    const { tagsAndNote, hasOnlyTagsAndNote, mistakes, draft, typedSecrets } = judgeDraft(
      { tags: ['a'] },
      draw,
      base,
      NOW,
    )
    expect({ tagsAndNote, hasOnlyTagsAndNote, mistakes, typedSecrets }).toEqual({
      tagsAndNote: { tags: ['a'], note: null },
      hasOnlyTagsAndNote: true,
      mistakes: [],
      typedSecrets: [],
    })
    expect(draft.settings).toBe(base.settings)
  })

  it('of settings leaves tags and note alone unless it names them', () => {
    expect(judgeDraft({ settings: { maxRetries: 1 } }, draw, BASE, NOW)).toMatchObject({
      tagsAndNote: { tags: null, note: null },
      hasOnlyTagsAndNote: false,
    })
  })
})
