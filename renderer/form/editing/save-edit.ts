import type { ConnectionView } from '../../../shared/connections/view.ts'
import type { Reply } from '../../../shared/fault.ts'
import type { System } from '../../../shared/systems/system.ts'
import type { Host } from '../../host/host.ts'
import type { FormValues } from '../form-values.ts'
import type { Opened } from '../use-connection-form.ts'
import { changedEntry } from './meanwhile.ts'

/**
 * Saves what changed and, with it, the name, if it is another one than the form began with: a name that was given elsewhere
 * meanwhile stays. Raises edited_meanwhile where somebody else was quicker. Gives the connection as it is now.
 */
export async function saveEdit(
  host: Host,
  view: ConnectionView,
  values: FormValues,
  { initial, edition }: Opened,
  system: System,
): Promise<Reply<ConnectionView>> {
  const { name } = view
  const wanted = values.name.trim()
  const renamed = wanted === initial.name || wanted === name ? {} : { newName: wanted }
  const seen = edition === null ? {} : { edition }
  const entry = changedEntry(values, initial, system)
  const edited = await host.call('connections.edit', { name, ...renamed, ...seen, entry })
  return edited.ok ? { ok: true, value: edited.value.view } : edited
}
