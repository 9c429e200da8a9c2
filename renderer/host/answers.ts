import type { z } from 'zod'

type Schemas = typeof import('./schemas.ts')
export type SchemaOf<Value> = (schemas: Schemas) => z.ZodType<Value>

/**
 * How what a host says is read. A host reads every answer by the contract itself before it sends it (electron/doors/gate.ts), and it is
 * of the same build as the page that it serves. So until the schemas are here an answer is taken as it is, and the list stands so much
 * earlier; then all of them are held against it after all (docs/decisions.md 14).
 */
export type Answers = {
  /** Throws where it does not fit. */
  read<Value>(raw: unknown, schemaOf: SchemaOf<Value>): Value
  /** Loads the schemas, for everything from then on, and looks at what was taken before. */
  check(): Promise<void>
  /** `heard` is called where something that was taken before does not fit: it must not be shown any longer. */
  onMisfit(heard: () => void): void
}

/** `rest` resolves when the page has nothing better to do: ten thousand connections are looked at a few at a time. */
export function createAnswers(load: () => Promise<Schemas>, rest: () => Promise<void>): Answers {
  let schemas: Schemas | null = null
  let taken: { readonly raw: unknown; readonly schemaOf: SchemaOf<unknown> }[] = []
  const listeners = new Set<() => void>()

  async function allFit(loaded: Schemas): Promise<boolean> {
    for (const { raw, schemaOf } of taken) {
      const schema = schemaOf(loaded)
      for (const part of partsOf(raw)) {
        await rest()
        if (!schema.safeParse(part).success) return false
      }
    }
    return true
  }

  return {
    read<Value>(raw: unknown, schemaOf: SchemaOf<Value>): Value {
      if (schemas !== null) return schemaOf(schemas).parse(raw)
      taken.push({ raw, schemaOf })
      return raw as Value
    },
    async check() {
      const loaded = await load()
      schemas = loaded
      const fit = await allFit(loaded)
      taken = []
      if (!fit) for (const heard of listeners) heard()
    },
    onMisfit: (heard) => void listeners.add(heard),
  }
}

const AT_ONCE = 50

/** A list in pieces, each of which is a list of the same kind. */
function* partsOf(raw: unknown): Generator<unknown> {
  if (!Array.isArray(raw) || raw.length <= AT_ONCE) return yield raw
  for (let from = 0; from < raw.length; from += AT_ONCE) yield raw.slice(from, from + AT_ONCE)
}
