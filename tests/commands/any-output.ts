/** Values of a zod schema with a stranger's words in every place that takes any text. */
import type { z } from 'zod'

type Definition = {
  readonly type: string
  readonly shape?: Readonly<Record<string, z.ZodType>>
  readonly element?: z.ZodType
  readonly innerType?: z.ZodType
  readonly options?: readonly z.ZodType[]
  readonly valueType?: z.ZodType
  readonly entries?: Readonly<Record<string, string>>
  readonly values?: readonly unknown[]
  readonly checks?: readonly unknown[]
}

const MOMENT = '2026-11-21T10:00:00.000Z'
/** Moments are written by the keeper itself, as are the words of tokens, names, and addresses that it has held against a pattern. */
const MOMENTS = /(^at|^since|^until|At|Until|Since|On)$/
const OWN: Readonly<Record<string, unknown>> = {
  token: 'a-token',
  id: '0123456789abcdef0123456789abcdef',
  handle: '1f0c5a7be902',
  recipient: 'age1ward',
  signer: `evb-signer-${'A'.repeat(43)}`,
  verificationUriComplete: 'https://a.example/',
}

/** Every optional part is there; of a choice `turn` says which. */
export function anyOutput(schema: z.ZodType, words: string, turn = 0, key = ''): unknown {
  const definition = (schema as unknown as { _zod: { def: Definition } })._zod.def
  const { type, shape, element, innerType, options = [], valueType, entries, values } = definition
  switch (type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(shape ?? {}).map(([name, part]) => [name, anyOutput(part, words, turn, name)]),
      )
    case 'array':
      return element === undefined ? [] : [anyOutput(element, words, turn, key)]
    case 'record':
      return valueType === undefined ? {} : recordOf(valueType, words, turn)
    case 'nullable':
    case 'optional':
    case 'default':
    case 'readonly':
      return innerType === undefined ? null : anyOutput(innerType, words, turn, key)
    case 'union': {
      const chosen = options[turn % options.length]
      return chosen === undefined ? null : anyOutput(chosen, words, turn, key)
    }
    case 'enum': {
      const all = Object.values(entries ?? {}).filter((value) => value !== 'bug')
      return all[turn % all.length]
    }
    case 'literal':
      return values?.[0]
    case 'string':
      return textOf(definition, words, key)
    case 'number':
      return 7
    case 'boolean':
      // What is not done is asked for again.
      return key === 'done' || turn % 2 === 0
    default:
      return words
  }
}

/** A stranger may name a part, too. */
function recordOf(valueType: z.ZodType, words: string, turn: number): unknown {
  return { [words]: anyOutput(valueType, words, turn), detail: anyOutput(valueType, words, turn) }
}

function textOf({ checks = [] }: Definition, words: string, key: string): unknown {
  if (MOMENTS.test(key)) return MOMENT
  if (key in OWN) return OWN[key]
  // What has a pattern was held against it.
  return checks.length > 0 || key === 'name' ? 'ward' : words
}
