import type { Finding } from '../../shared/contract.ts'

/** What a probe measured, as it says it: names and values made by Everbearer itself. */
export function factsWords(facts: Finding['facts']): string {
  const parts = Object.entries(facts).map(([name, value]) => {
    if (name.endsWith('Ms')) return `${name === 'tookMs' ? '' : `${name.slice(0, -2)} `}${value} ms`
    return name === 'url' || name === 'path' || name === 'kind' ? String(value) : `${name} ${value}`
  })
  return parts.map((part) => ` · ${part}`).join('')
}
