import type { Connection } from '../../../shared/connections/connection.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { judgeDraft } from '../../../shared/entry/judge-draft.ts'
import { type Fault, faultOf, raise } from '../../../shared/fault.ts'
import { differingFields, onlyFields } from '../../../shared/site/setting-fields.ts'
import { judgeSettings, type ManagedConnection } from '../../../shared/site/site-file.ts'
import { systemNamed } from '../../../shared/systems/registry.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import { edited } from '../connections/edited-connection.ts'
import { baseOf } from '../connections/editor.ts'
import { newConnection } from '../connections/new-connection.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import type { Site } from './site.ts'
import { siteTroubles } from './site-troubles.ts'

export type ManagedConnectionsContext = Pick<
  KeeperParts,
  | 'clock'
  | 'random'
  | 'machine'
  | 'digest'
  | 'host'
  | 'site'
  | 'connections'
  | 'journalWriter'
  | 'tell'
  | 'replan'
  | 'changed'
>

/**
 * Connections that the site has set up (docs/managed-settings.md). They come without secrets, which a person enters here.
 * Their addresses change with the site's; secrets go along to allowed origins alone. Nothing here is raised: what cannot be
 * done is told with the connection.
 */
export function createManagedConnections(context: ManagedConnectionsContext) {
  const { site, connections, journalWriter, replan, changed } = context
  const faults = new Map<string, Fault>()
  /** By the connection's id, what it follows, or is being brought to. */
  const followed = new Map<string, { readonly managed: ManagedConnection; readonly done: Promise<void> }>()

  /** Once this one has the settings that the site has set. For all others nothing is read or waited for. */
  function brought(record: ConnectionRecord): Promise<void> {
    const managed = site.managed(record.name)
    if (managed === null) return Promise.resolve()
    const before = followed.get(record.id)
    if (before?.managed === managed) return before.done
    const done = attemptToBring(context, record, managed, faults).then(() => {
      // Whoever asks for it next tries again: the vault may be open by then, or somebody have said yes to a new origin.
      if (faults.has(record.name)) followed.delete(record.id)
    })
    followed.set(record.id, { managed, done })
    return done
  }

  /** All of them at once: a list that is written for each would be work without end where there are thousands. */
  async function addMissing(): Promise<void> {
    const names = new Set(connections.all().map(({ name }) => name))
    const wanted = missingOf(context, names)
    if (wanted.length === 0) return
    const fault = await connections.addAll(wanted).then(() => null, faultOf)
    for (const { name, system } of wanted) {
      const record = connections.ready(name)
      if (fault !== null && record === null) faults.set(name, fault)
      if (record === null) continue
      faults.delete(name)
      journalWriter.note({ event: 'added', connection: name, params: { system, by: 'site' } })
      replan(record)
      changed(record)
    }
  }

  const sayTroubles = siteTroubles(context)
  let added: Promise<void> | null = null
  let unwatch = () => {}
  return {
    /** Once every connection that the site wants is there; of a vault that is open. No document is read for it. */
    added(): Promise<void> {
      added ??= addMissing()
      return added
    },
    brought,
    /** From now on what changes in the site's files counts at once. */
    watch(): void {
      sayTroubles()
      unwatch = site.subscribe(() => {
        sayTroubles()
        for (const name of faults.keys()) if (site.managed(name) === null) faults.delete(name)
        // What is not open yet begins with what is there then, and what is not read yet, when it is.
        if (added !== null) added = added.then(addMissing)
        for (const record of connections.all()) if (record.connection !== null) void brought(record)
      })
    },
    async stop(): Promise<void> {
      unwatch()
      await added
      await Promise.all([...followed.values()].map(({ done }) => done))
    },
    /** What everybody sees of it; undefined for a connection that the site has not set up. */
    view: (name: string): ConnectionView['managed'] => viewOf(site, site.managed(name), faults.get(name) ?? null),
  }
}

/** What the site has set up and is not among these names, as new connections. */
function missingOf(context: ManagedConnectionsContext, names: ReadonlySet<string>): readonly Connection[] {
  const managed = [...context.site.settings().connections.values()]
  return managed.flatMap(({ name, settings, system: id }) => {
    const system = systemNamed(id)
    if (system === null || names.has(name)) return []
    return [newConnection(context, judgeDraft({ settings }, system, null, context.clock.now()), system, name)]
  })
}

/** Notes why it could not be done, or that it could. */
async function attemptToBring(
  context: ManagedConnectionsContext,
  record: ConnectionRecord,
  managed: ManagedConnection,
  faults: Map<string, Fault>,
): Promise<void> {
  try {
    const done = await bring(context, record, managed)
    faults.delete(record.name)
    if (done === null) return
    context.replan(done)
    context.changed(done)
  } catch (thrown) {
    faults.set(record.name, faultOf(thrown))
  }
}

/** Null where nothing was to be done. */
async function bring(context: ManagedConnectionsContext, record: ConnectionRecord, managed: ManagedConnection) {
  const { clock, machine, digest, site, connections, journalWriter } = context
  const system = systemNamed(managed.system)
  if (system === null) return null
  const now = clock.now()
  const current = await connections.load(record)
  if (current.system !== system.id) raise('system_fixed', { name: record.name })
  const wanted = judgeSettings(system, managed.settings, now)
  if (differingFields(managed.locked, current.settings, wanted).length === 0) return null
  const around = { system, now, machine: machine.id, digest, allowed: site.settings().allowedOrigins }
  const entry = { settings: onlyFields(managed.settings, managed.locked) }
  await connections.update(record, (latest) => edited(latest, judgeDraft(entry, system, baseOf(latest), now), around))
  record.cleared()
  journalWriter.note({ event: 'edited', connection: record.name, params: { by: 'site' } })
  return record
}

function viewOf(site: Site, managed: ManagedConnection | null, fault: Fault | null): ConnectionView['managed'] {
  if (managed === null) return undefined
  return { fields: [...managed.locked], file: managed.file, contact: site.settings().contact, fault }
}
