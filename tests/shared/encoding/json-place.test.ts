import { describe, expect, it } from 'vitest'
import { jsonErrorAt, jsonPlaceAt } from '../../../shared/encoding/json-place.ts'
import { fc } from '../../kit/properties.ts'

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('where JSON breaks', () => {
  it.each([
    ['', 1, 1],
    ['{', 1, 2],
    ['{"a":1,}', 1, 8],
    ['{"a" 1}', 1, 6],
    ['{a: 1}', 1, 2],
    ["{'a': 1}", 1, 2],
    ['{\n  "a": eyJ0\n}', 2, 8],
    ['{"a": "two\nlines"}', 1, 7],
    ['[1, 2', 1, 6],
    ['{"a": 1} x', 1, 10],
    ['{"a": 1]', 1, 8],
    ['{"a": 01}', 1, 7],
    ['nul', 1, 1],
    ['\ufeff{}', 1, 1],
  ])('%j breaks at line %i, column %i', (text, line, column) => {
    expect(isJson(text)).toBe(false)
    expect(jsonErrorAt(text)).toEqual({ line, column })
  })

  it('finds nothing in whatever is JSON', () => {
    fc.assert(fc.property(fc.json(), (text) => jsonErrorAt(text) === null))
  })

  it('agrees with the parser about texts with a letter too many or too few', () => {
    const damaged = fc.tuple(
      fc.json(),
      fc.nat(),
      fc.constantFrom('', ',', '"', '}', ']', 'e', ' ', '0', '\\', '\n'),
      fc.boolean(),
    )
    fc.assert(
      fc.property(damaged, ([json, where, letter, replace]) => {
        const at = where % (json.length + 1)
        const text = json.slice(0, at) + letter + json.slice(replace ? at + 1 : at)
        return isJson(text) === (jsonErrorAt(text) === null)
      }),
      { numRuns: 2_000 },
    )
  })

  it('bears nesting that would break a recursive reader', () => {
    expect(jsonErrorAt('['.repeat(200_000))).toEqual({ line: 1, column: 200_001 })
  })
})

const NESTED = `{
  "a": [1, {"b": "x,]"}],
  "c": {
    "d": null, "e": [
      true,
      {"f": {}}
    ]
  }
}`

describe('where a value of JSON stands', () => {
  it.each([
    [['a'], 2, 3],
    [['a', 0], 2, 9],
    [['a', 1, 'b'], 2, 13],
    [['c', 'e', 1], 6, 7],
    [['c', 'e', 1, 'f'], 6, 8],
    // What is not there is looked for in what it would be in.
    [['c', 'g'], 3, 3],
    [['c', 'e', 7], 4, 16],
    [['z'], 1, 1],
    [[], 1, 1],
  ] as const)('%j', (path, line, column) => {
    expect(jsonPlaceAt(NESTED, path)).toEqual({ line, column })
  })

  it('is nowhere where there is no JSON', () => {
    expect(jsonPlaceAt('{"a": x}', ['a'])).toBeNull()
  })

  it('is found for every path of any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const path of pathsOf(value)) expect(jsonPlaceAt(JSON.stringify(value), path)).not.toBeNull()
      }),
    )
  })
})

function pathsOf(value: unknown): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [[]]
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value)
  return [[], ...entries.flatMap(([key, inner]) => pathsOf(inner).map((path) => [key, ...path]))]
}
