import { describe, expect, it, test } from 'vitest'
import { FaultError, faultOf } from '../../../shared/fault.ts'
import { yamlIn } from '../../../shared/import-export/yaml-text.ts'
import { fc } from '../../kit/properties.ts'

describe('maps, lists and texts', () => {
  it.each<[string, string, unknown]>([
    ['all is text', 'a: 012\nb: yes\nc: null\nd: 1.0', { a: '012', b: 'yes', c: 'null', d: '1.0' }],
    ['lists', 'a:\n- b\n- - c\n', { a: ['b', ['c']] }],
    ['quotes', `a: "b\\tc"\nd: 'e ''f'`, { a: 'b\tc', d: "e 'f" }],
    ['blocks', 'a: |\n  b\n  c\n', { a: 'b\nc\n' }],
    ['on one line', '{a: [b, c], d: {}}', { a: ['b', 'c'], d: {} }],
    ['nothing', 'a:\n', { a: '' }],
    ['comments and marks', '# c\n---\na: b # c\n...\n', { a: 'b' }],
    ['a mark in front', '\ufeffa: b', { a: 'b' }],
    ['no merging', 'a: b\n<<: c', { a: 'b', '<<': 'c' }],
    ['names that JavaScript knows', '__proto__: a\nconstructor: b', JSON.parse('{"__proto__":"a","constructor":"b"}')],
  ])('%s', (_what, text, expected) => {
    const read = yamlIn(text)
    expect(JSON.stringify(read)).toBe(JSON.stringify(expected))
    expect(Reflect.getPrototypeOf(read as object)).toBe(Object.prototype)
  })
})

describe('what is refused, with its line', () => {
  it.each<[string, string, number]>([
    ['an alias', 'a: &b c\nd: *b', 1],
    ['an alias of nothing', 'a: b\nd: *b', 2],
    ['an anchor alone', 'a:\n  &b c: d', 2],
    ['a tag of its own', 'a: b\nc: !d e', 2],
    ['a tag that is known', 'a: !!str b', 1],
    ['a key that comes twice', 'a: b\nc: d\na: e', 3],
    ['a key that is a list', '? [a, b]\n: c', 1],
    ['a second document', 'a: b\n---\nc: d', 2],
    ['a tab for an indent', 'a:\n\tb: c', 2],
    ['an open bracket', 'a: [b', 1],
    ['an open quote', 'a: "b', 1],
    ['what is deeper than any program writes', `a: ${'['.repeat(20)}${']'.repeat(20)}`, 1],
  ])('%s', (_what, text, line) => {
    expect(faultOf(caught(() => yamlIn(text)))).toMatchObject({ code: 'import_yaml', params: { line } })
  })
})

/** Some of these take the library minutes, in one or the other of its settings. */
test.each(['? ', '- ', '[', '{a: ', '&a ', ','])('much of %j does not hold anybody up', (piece) => {
  const much = piece.repeat(32_768 / piece.length)
  expect(faultOf(caught(() => yamlIn(`users:\n${much}`))).code).toBe('import_yaml')
})

test('many keys are no trouble', () => {
  const text = Array.from({ length: 10_000 }, (_none, index) => `k${index}: v`).join('\n')
  expect(Object.keys(yamlIn(text) as object)).toHaveLength(10_000)
})

test('whatever the text, it ends in a value or in a fault', () => {
  const pieces = [
    'a: ',
    '- ',
    '? ',
    '&a ',
    '*a',
    '!t ',
    '[',
    ']',
    '{',
    '}',
    ',',
    '"',
    "'",
    '|\n',
    '\n',
    '  ',
    '\t',
    '---\n',
    '%',
  ]
  const text = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string()), { maxLength: 30 }).map((all) => all.join(''))
  fc.assert(
    fc.property(text, (given) => {
      try {
        JSON.stringify(yamlIn(given))
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(FaultError)
      }
    }),
  )
})

function caught(run: () => unknown): unknown {
  try {
    return run()
  } catch (thrown) {
    return thrown
  }
}
