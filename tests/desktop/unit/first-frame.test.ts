/** The list in the page's first frame, before its script has run: the words of the page, and nothing of a name but text. */
import { expect, test } from 'vitest'
import { firstFrame } from '../../../electron/desktop/window/first-frame.ts'
import { firstFrameTextsFor } from '../../../shared/text/first-frame-texts.ts'

const texts = firstFrameTextsFor('en')
const ward = {
  id: '1',
  name: 'ward',
  system: 'draw',
  state: 'needs-person' as const,
  expiresAt: null,
  refreshAt: null,
  renewable: true,
}
const textIn = (html: string) => html.replace(/<[^>]*>/g, '|').replace(/\|+/g, '|')

test('is empty where nothing is remembered', () => {
  expect(firstFrame([], texts)).toBe('')
})

test('says each name and state, and that it is what was seen last', () => {
  expect(textIn(firstFrame([ward, { ...ward, name: 'desk', state: 'valid' }], texts))).toBe(
    '|Everbearer|Overview|2|Journal|Settings|Help|2 connections|As last seen. The vault is being opened ...' +
      '|Connection|State|Life of the token|Last renewal|ward|Needs you|desk|Valid|',
  )
  expect(textIn(firstFrame([ward], texts))).toContain('|1 connection|')
})

test('takes a name that somebody has written into the index for text', () => {
  const html = firstFrame([{ ...ward, name: `"><script src='x'>&` }], texts)
  expect(html).toContain('&#34;&#62;&#60;script src=&#39;x&#39;&#62;&#38;')
  expect(html).not.toContain('<script')
  expect(html).not.toContain('<a')
})

test('leads from a name to its connection, before any script has run', () => {
  expect(firstFrame([ward], texts)).toContain('<a href="#/connections/ward">ward</a>')
})

test('holds no more rows than a screen shows', () => {
  const many = Array.from({ length: 1_000 }, (_each, index) => ({ ...ward, name: `c-${index}` }))
  expect(firstFrame(many, texts).match(/data-state/g)).toHaveLength(50)
  expect(firstFrame(many, texts)).toContain('1,000 connections')
})
