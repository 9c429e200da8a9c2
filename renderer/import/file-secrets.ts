import { type Pasted, readPaste } from '../../shared/entry/paste/paste.ts'
import type { ImportedEntry } from '../../shared/import-export/entry-from-labels.ts'
import { entriesOf } from '../../shared/import-export/import-in-parts.ts'
import type { PlannedImport } from '../../shared/import-export/planned-import.ts'
import { currentSecond } from '../time/ticker.ts'

/**
 * The new secrets of one connection as they stand in the file, each with its field; `names` are those of the whole plan. None of a
 * sealed file, which the keeper alone can open.
 */
export function secretsIn(
  text: string,
  names: readonly string[],
  { name, secrets }: Pick<PlannedImport, 'name' | 'secrets'>,
): readonly Pasted[] {
  const entry = entryAt(text, names.indexOf(name))
  if (entry === undefined) return []
  const isNew = (field: string): boolean =>
    secrets.some((each) => each.change === 'new' && `secrets.${each.name}` === field)
  return readPaste(JSON.stringify(entry), currentSecond()).filter(({ field }) => isNew(field))
}

function entryAt(text: string, index: number): ImportedEntry | undefined {
  try {
    return entriesOf(text, currentSecond())[index]
  } catch {
    return undefined
  }
}
