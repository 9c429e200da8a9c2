import { expect, test } from 'vitest'
import { releaseNotes } from '../../scripts/package/release-notes.mjs'

const changelog =
  '# Changes\n\n## Unreleased\n\n- Later.\n\n## 0.2.0\n\n- New.\n\n### Fixed\n\n- A fault.\n\n## 0.1.0\n\n- First.\n'

test('a release has the words of its version alone', () => {
  expect(releaseNotes('v0.2.0', { version: '0.2.0', changelog })).toBe('- New.\n\n### Fixed\n\n- A fault.\n')
  expect(releaseNotes('v0.1.0', { version: '0.1.0', changelog })).toBe('- First.\n')
})

test.each([
  ['another version than is tagged', 'v0.3.0', '0.2.0', 'package.json says 0.2.0'],
  ['a version without words', 'v0.3.0', '0.3.0', 'says nothing of 0.3.0'],
  ['a tag of another form', '0.2.0', '0.2.0', 'The tag is 0.2.0'],
])('%s is not released', (_what, tag, version, said) => {
  expect(() => releaseNotes(tag, { version, changelog })).toThrow(said)
})
