/**
 * Who is due next. A binary heap with stale entries left in and skipped when they surface, so that planning one
 * connection anew costs log n however many there are.
 */
export type DueQueue<Item> = {
  /** The item is due at that moment (UTC ms) and no longer when it was before; null takes it out. */
  set(item: Item, at: number | null): void
  /** When the next one is due, or null when nobody is. */
  nextAt(): number | null
  /** Takes out everything due by then. */
  takeDue(now: number): Item[]
}

/** A smaller heap is not worth sweeping. */
const MOST_STALE = 64

type Entry<Item> = { readonly item: Item; readonly at: number }

export function createDueQueue<Item>(): DueQueue<Item> {
  const heap: Entry<Item>[] = []
  const current = new Map<Item, Entry<Item>>()

  function dropStale(): Entry<Item> | undefined {
    while (heap[0] !== undefined && current.get(heap[0].item) !== heap[0]) popRoot(heap)
    return heap[0]
  }

  /** Ends that lie months away surface late: what was planned anew often would pile up under them. */
  function sweep(): void {
    heap.length = 0
    for (const entry of current.values()) push(heap, entry)
  }

  return {
    set(item, at) {
      if (at === null) current.delete(item)
      else {
        if (current.get(item)?.at === at) return
        const entry = { item, at }
        current.set(item, entry)
        push(heap, entry)
        if (heap.length > MOST_STALE + 2 * current.size) sweep()
      }
    },
    nextAt: () => dropStale()?.at ?? null,
    takeDue(now) {
      const due: Item[] = []
      for (let root = dropStale(); root !== undefined && root.at <= now; root = dropStale()) {
        due.push(root.item)
        current.delete(root.item)
      }
      return due
    },
  }
}

function push<Item>(heap: Entry<Item>[], entry: Entry<Item>): void {
  let at = heap.push(entry) - 1
  while (at > 0) {
    const parent = (at - 1) >> 1
    if (atOf(heap, parent) <= entry.at) break
    swap(heap, at, parent)
    at = parent
  }
}

function popRoot<Item>(heap: Entry<Item>[]): void {
  const last = heap.pop()
  if (last === undefined || heap.length === 0) return
  heap[0] = last
  let at = 0
  for (;;) {
    const left = 2 * at + 1
    const smaller = atOf(heap, left + 1) < atOf(heap, left) ? left + 1 : left
    if (atOf(heap, smaller) >= atOf(heap, at)) return
    swap(heap, at, smaller)
    at = smaller
  }
}

function atOf<Item>(heap: Entry<Item>[], index: number): number {
  return heap[index]?.at ?? Number.POSITIVE_INFINITY
}

function swap<Item>(heap: Entry<Item>[], one: number, other: number): void {
  const first = heap[one]
  const second = heap[other]
  if (first === undefined || second === undefined) return
  heap[one] = second
  heap[other] = first
}
