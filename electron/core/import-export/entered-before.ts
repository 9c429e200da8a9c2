import { refusalOf } from '../../../shared/connections/connection.ts'
import { enteredTokensDigest } from '../../../shared/connections/entered-tokens.ts'
import type { ImportedEntry } from '../../../shared/import-export/entry-from-labels.ts'
import type { EntryPlan, PlanFacts } from '../../../shared/import-export/import-plan.ts'
import type { Connections } from '../connections/connections.ts'
import type { Digest } from '../ports.ts'
import { keptHere, without } from './copied-tokens.ts'

/**
 * A file that is imported once more has the tokens that it had the first time, which may be spent and followed by others
 * since: they take no place from those that came after them. Where the server has refused what is here, they may.
 */
export async function withoutEnteredBefore(
  whole: EntryPlan,
  imported: ImportedEntry,
  facts: PlanFacts,
  { connections, digest }: { readonly connections: Pick<Connections, 'all' | 'load'>; readonly digest: Digest },
): Promise<EntryPlan> {
  const record = connections.all().find(({ name }) => name === whole.planned.name)
  if (whole.planned.action !== 'change' || record === undefined || whole.reading === null) return whole
  const connection = await connections.load(record)
  const mark = enteredTokensDigest(connection.id, whole.reading, digest)
  if (mark === null || mark !== connection.entered || refusalOf(connection) !== null) return whole
  return keptHere(whole, without(imported, ['accessToken', 'refreshToken']), facts)
}
