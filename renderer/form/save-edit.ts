import type { ConnectionView } from '../../shared/connections/view.ts'
import type { Reply } from '../../shared/fault.ts'
import type { System } from '../../shared/systems/system.ts'
import type { Host } from '../host/host.ts'
import { entryOf, type FormValues } from './form-values.ts'

/**
 * Saves what changed and, with it, the name, if it is another one than `before`, with which the form began: a name that was
 * given elsewhere meanwhile stays. Gives the connection as it is now.
 */
export async function saveEdit(
  host: Host,
  view: ConnectionView,
  values: FormValues,
  { system, before }: { readonly system: System; readonly before: string },
): Promise<Reply<ConnectionView>> {
  const { name } = view
  const wanted = values.name.trim()
  const renamed = wanted === before || wanted === name ? {} : { newName: wanted }
  const edited = await host.call('connections.edit', { name, ...renamed, entry: entryOf(values, system, 'kept') })
  return edited.ok ? { ok: true, value: edited.value.view } : edited
}
