import { expressionStatements, type Mutant } from './mutants.ts'

/** What the worker puts there (worker.ts): whether this fault is the one that is on. */
export const SWITCH = '__faultIsOn'
/** A program that a test starts has none. */
const IS_ON = `globalThis.${SWITCH}?.`

export type Numbered = Mutant & { readonly id: number }
type Region = { readonly start: number; readonly end: number; readonly faults: readonly Numbered[] }

/** The source of one file with all of these faults in it, each behind a switch: a worker loads it once for all of them. */
export function withSwitches(source: string, faults: readonly Numbered[]): string {
  const regions = new Map<string, Region>()
  for (const fault of faults) {
    const at = `${fault.start} ${fault.end} ${fault.kind}`
    regions.set(at, { ...fault, faults: [...(regions.get(at)?.faults ?? []), fault] })
  }
  const starts = new Set(faults.map(({ start }) => start))
  // Begun with a bracket, a statement would go on with the line above it.
  const bracketed = expressionStatements(source)
    .filter(([start]) => starts.has(start))
    .map(([start, end]): Region => ({ start, end, faults: [] }))
  // The outer ones first; of two in the same place a statement holds the expression.
  const outermost = [...bracketed, ...regions.values()].sort(
    (one, other) => one.start - other.start || other.end - one.end || rank(one) - rank(other),
  )
  return rendered(source, outermost, 0, source.length)
}

function rank({ faults: [first] }: Region): number {
  if (first === undefined) return 0
  return first.kind === 'statement' ? 1 : 2
}

/** From `start` to `end`, with the regions in it, which come out of the list. */
function rendered(source: string, regions: Region[], start: number, end: number): string {
  let at = start
  let text = ''
  for (let next = regions[0]; next !== undefined && next.start < end; next = regions[0]) {
    regions.shift()
    text += source.slice(at, next.start) + switched(next, rendered(source, regions, next.start, next.end))
    at = next.end
  }
  return text + source.slice(at, end)
}

function switched({ faults }: Region, inner: string): string {
  const [first] = faults
  if (first === undefined) return `{ ${inner} }`
  if (first.kind === 'statement') return `{ if (!${IS_ON}(${first.id})) { ${inner} } }`
  return `(${faults.map(({ id, text }) => `${IS_ON}(${id}) ? (${text}) : `).join('')}(${inner}))`
}
