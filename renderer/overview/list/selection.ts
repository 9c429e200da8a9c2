/** Which connections are selected, by id, and from where a range would go on. */
export type Selection = { readonly ids: ReadonlySet<string>; readonly from: string | null }

export type Select = (change: (before: Selection) => Selection) => void

export const NOTHING: Selection = { ids: new Set(), from: null }

/** One more, or one less. */
export function withToggled({ ids }: Selection, id: string): Selection {
  const next = new Set(ids)
  if (!next.delete(id)) next.add(id)
  return { ids: next, from: id }
}

/** All between where the last one was chosen and this one, in the order in which they stand there. */
export function withRange({ ids, from }: Selection, to: string, order: readonly string[]): Selection {
  const [begin, end] = [order.indexOf(from ?? to), order.indexOf(to)]
  if (end < 0) return { ids, from }
  const [low, high] = begin < 0 ? [end, end] : [Math.min(begin, end), Math.max(begin, end)]
  return { ids: new Set([...ids, ...order.slice(low, high + 1)]), from: from ?? to }
}

export function withAll(order: readonly string[]): Selection {
  return { ids: new Set(order), from: order[0] ?? null }
}
