import { readAddress } from '../entry/address.ts'
import { withoutEnd, withoutEnds } from '../entry/trimming.ts'
import type { System } from '../systems/system.ts'
import type { ImportedEntry } from './entry-from-labels.ts'

const LONGEST_STEM = 55

/** A name for a connection that came without one: its system, and its client or server. Free of `taken`. */
export function nameFor(entry: ImportedEntry, system: System, taken: readonly string[]): string {
  const words = slug(distinctiveText(entry)).slice(0, LONGEST_STEM)
  const stem = withoutEnd(words === '' ? system.id : `${system.id}-${words}`, '-')
  for (let count = 1; ; count++) {
    const name = count === 1 ? stem : `${stem}-${count}`
    if (!taken.includes(name)) return name
  }
}

function distinctiveText({ settings }: ImportedEntry): string {
  const { clientId, baseUrl } = Object(settings) as Record<string, unknown>
  if (typeof clientId === 'string' && slug(clientId) !== '') return clientId
  return readAddress(String(baseUrl ?? ''))?.host.replace(/:\d+$/, '') ?? ''
}

function slug(text: string): string {
  const letters = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
  return withoutEnds(letters.replace(/[^a-z0-9]+/g, '-'), '-')
}
