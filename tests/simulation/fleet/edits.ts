/** What people change of the shared connection, each workstation a field of its own: what was taken in must stay. */
import type { Keeper } from '../../../electron/core/keeper.ts'

type Shown = { readonly note: string; readonly tags: readonly string[]; readonly clientId: string }

const FIELDS = [
  { entry: (text: string) => ({ note: text }), of: ({ note }: Shown) => note },
  { entry: (text: string) => ({ tags: [text] }), of: ({ tags }: Shown) => tags[0] ?? '' },
  { entry: (text: string) => ({ settings: { clientId: text } }), of: ({ clientId }: Shown) => clientId },
] as const

export type SimEdits = {
  /** Does nothing for a workstation that has no field. */
  edit(machine: string, keeper: Keeper): Promise<void>
  /** What was taken in and is not there. */
  lost(shown: Shown): readonly string[]
}

export function simEdits(machines: readonly string[]): SimEdits {
  const fields = FIELDS.map((field) => ({ ...field, possible: new Set(['', 'Institute A']) }))
  let count = 0

  return {
    async edit(machine, keeper) {
      const field = fields[machines.indexOf(machine)]
      if (field === undefined) return
      const text = `edit-${++count}`
      // Whoever gets no answer does not know.
      field.possible.add(text)
      await keeper.handlers['connections.edit']({ name: 'ward', entry: field.entry(text) })
      for (const older of [...field.possible]) if (numberOf(older) < numberOf(text)) field.possible.delete(older)
    },
    lost: (shown) =>
      fields.flatMap(({ of, possible }) =>
        possible.has(of(shown)) ? [] : [`"${of(shown)}" in place of "${[...possible].join('" or "')}"`],
      ),
  }
}

const numberOf = (text: string): number => Number(/^edit-(\d+)$/.exec(text)?.[1] ?? 0)
