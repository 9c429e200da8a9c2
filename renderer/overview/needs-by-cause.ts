import type { Attention } from '../status/attention.ts'

/** Connections that need a person for the same reason. */
export type Cause = {
  readonly key: string
  readonly needs: readonly [Attention, ...Attention[]]
  readonly systems: readonly string[]
}

/** The most urgent first; among equals the one with the most connections. */
export function causesOf(needs: readonly Attention[]): readonly Cause[] {
  const causes = new Map<string, [Attention, ...Attention[]]>()
  for (const need of needs) {
    const key = [need.level, need.action, need.fault?.code ?? 'ends-soon'].join(' ')
    const group = causes.get(key)
    if (group === undefined) causes.set(key, [need])
    else group.push(need)
  }
  return [...causes]
    .map(([key, group]) => ({ key, needs: group, systems: [...new Set(group.map(({ view }) => view.system))] }))
    .sort((one, other) => rank(one) - rank(other) || other.needs.length - one.needs.length)
}

function rank({ needs: [first] }: Cause): number {
  return first.level === 'red' ? 0 : 1
}
