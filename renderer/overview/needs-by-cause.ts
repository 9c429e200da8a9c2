import type { Attention } from '../status/attention.ts'

/** Connections that need a person for the same reason, and so can be looked after together. */
export type Cause = {
  readonly key: string
  readonly needs: readonly [Attention, ...Attention[]]
  readonly systems: readonly string[]
}

/** The most urgent first, as they come; among equals the one that concerns the most. */
export function causesOf(needs: readonly Attention[]): readonly Cause[] {
  const causes = new Map<string, [Attention, ...Attention[]]>()
  for (const need of needs) {
    const key = [need.level, need.action, need.fault?.code ?? 'ends-soon'].join(' ')
    const same = causes.get(key)
    if (same === undefined) causes.set(key, [need])
    else same.push(need)
  }
  return [...causes]
    .map(([key, same]) => ({ key, needs: same, systems: [...new Set(same.map(({ view }) => view.system))] }))
    .sort((one, other) => rank(one) - rank(other) || other.needs.length - one.needs.length)
}

function rank({ needs: [first] }: Cause): number {
  return first.level === 'red' ? 0 : 1
}
