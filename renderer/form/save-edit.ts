import type { ConnectionView } from '../../shared/domain/view.ts'
import type { Reply } from '../../shared/fault.ts'
import type { System } from '../../shared/systems/system.ts'
import type { Host } from '../host/host.ts'
import { entryOf, type FormValues } from './form-values.ts'

/** Saves what changed and then the name, if that changed too. Gives the connection as it is now. */
export async function saveEdit(
  host: Host,
  view: ConnectionView,
  values: FormValues,
  system: System,
): Promise<Reply<ConnectionView>> {
  const { name } = view
  const edited = await host.call('connections.edit', { name, entry: entryOf(values, system, false) })
  if (!edited.ok) return edited
  const wanted = values.name.trim()
  if (wanted === name) return { ok: true, value: edited.value.view }
  return host.call('connections.rename', { name, to: wanted })
}
