/** Which connections are selected, by id, and the one where a range begins. */
export type Selection = { readonly ids: ReadonlySet<string>; readonly anchor: string | null }

export type Select = (change: (before: Selection) => Selection) => void

export const EMPTY_SELECTION: Selection = { ids: new Set(), anchor: null }

/** Adds or removes one. */
export function withToggled({ ids }: Selection, id: string): Selection {
  const next = new Set(ids)
  if (!next.delete(id)) next.add(id)
  return { ids: next, anchor: id }
}

/** Adds all between the anchor and this one, in the order of the list. */
export function withRange({ ids, anchor }: Selection, to: string, order: readonly string[]): Selection {
  const [begin, end] = [order.indexOf(anchor ?? to), order.indexOf(to)]
  if (end < 0) return { ids, anchor }
  const [low, high] = begin < 0 ? [end, end] : [Math.min(begin, end), Math.max(begin, end)]
  return { ids: new Set([...ids, ...order.slice(low, high + 1)]), anchor: anchor ?? to }
}

export function withAll(order: readonly string[]): Selection {
  return { ids: new Set(order), anchor: order[0] ?? null }
}
