import { isRenewable, refusalOf } from '../../../shared/connections/connection.ts'
import type { ImportedEntry } from '../../../shared/import-export/entry-from-labels.ts'
import type { EntryPlan, PlanFacts } from '../../../shared/import-export/import-plan.ts'
import { planOf } from '../../../shared/import-export/import-plan.ts'
import { Secret } from '../../../shared/secret.ts'
import { systemNamed } from '../../../shared/systems/registry.ts'
import { tokenSetFromPasted } from '../../../shared/tokens/token.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import type { Connections } from '../connections/connections.ts'

/**
 * A copy's access token is as old as the copy. It takes no place from one that is renewed here and lasts longer: that would
 * be gone, and with it what is known of it, while programs were handed one that has ended, or that its server has ended.
 */
export async function planOfCopy(
  imported: ImportedEntry,
  facts: PlanFacts,
  connections: Pick<Connections, 'all' | 'load'>,
): Promise<EntryPlan> {
  const whole = await planOf(imported, facts)
  const record = connections.all().find(({ name }) => name === whole.planned.name)
  if (whole.planned.action !== 'change' || record === undefined) return whole
  if (!(await keepsItsOwn(whole, record, { connections, now: facts.now }))) return whole
  return keptHere(whole, without(imported, ['accessToken']), facts)
}

type Here = { readonly connections: Pick<Connections, 'load'>; readonly now: number }

async function keepsItsOwn({ reading }: EntryPlan, record: ConnectionRecord, here: Here): Promise<boolean> {
  const { accessToken } = reading?.draft.secrets ?? {}
  if (reading === null || accessToken === undefined) return false
  const typed = (name: 'accessToken' | 'refreshToken') => reading.typedSecrets.includes(name)
  if (!typed('accessToken') || typed('refreshToken')) return false
  const connection = await here.connections.load(record)
  const system = systemNamed(connection.system)
  const { tokens } = connection
  if (system === null || tokens?.accessToken == null) return false
  if (!isRenewable(connection, system) || refusalOf(connection) !== null) return false
  const { typedExpiresAt } = reading.draft
  const pasted = { accessToken: new Secret(accessToken), refreshToken: null, typedExpiresAt }
  const { expiresAt } = tokenSetFromPasted(pasted, here.now, 0)
  return expiresAt === null || tokens.expiresAt === null || expiresAt <= tokens.expiresAt
}

/** Where it is to go to another server, all of its secrets have to come along. */
export async function keptHere(whole: EntryPlan, left: ImportedEntry, facts: PlanFacts): Promise<EntryPlan> {
  const kept = await planOf(left, facts)
  return kept.planned.action === 'refused' || kept.strays.length > whole.strays.length ? whole : kept
}

/** A date belongs to the token that it came with. */
export function without(imported: ImportedEntry, tokens: readonly ('accessToken' | 'refreshToken')[]): ImportedEntry {
  const { expiresAt: _end, ...settings } = Object(imported['settings']) as Record<string, unknown>
  const secrets = Object.entries(Object(imported['secrets']) as Record<string, unknown>)
  const left = secrets.filter(([name]) => !tokens.some((token) => token === name))
  return { ...imported, settings, secrets: Object.fromEntries(left) }
}
