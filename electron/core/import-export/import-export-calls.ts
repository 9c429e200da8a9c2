import type { Handlers } from '../../../shared/api/contract/contract.ts'
import { originsText } from '../../../shared/connections/binding.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { type Fault, FaultError, fault, raise } from '../../../shared/fault.ts'
import { FAULT_KIND } from '../../../shared/faults/fault-kind.ts'
import type { Carried } from '../../../shared/import-export/carried.ts'
import type { EntryPlan } from '../../../shared/import-export/import-plan.ts'
import { asRefused, type PlannedImport } from '../../../shared/import-export/planned-import.ts'
import { allowedIn } from '../connections/editing-calls.ts'
import type { Enrolment } from '../enrolment/enrolment.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import { exportCalls } from './export-calls.ts'
import { type Brought, createImportPlans } from './import-plans.ts'

export type ImportExportContext = Pick<
  KeeperParts,
  'clock' | 'digest' | 'sealing' | 'connections' | 'journalWriter' | 'open'
> & {
  readonly enrolment: Enrolment
  /** The calls that a person makes for one connection: importing and moving are these, made for several. */
  readonly calls: Pick<Handlers, 'connections.add' | 'connections.edit' | 'connections.pause' | 'network.set'>
}

/** Connections out of a file, and into one. */
export function createImportExportCalls(context: ImportExportContext) {
  const { clock, digest, sealing, enrolment, connections, journalWriter, open, calls } = context
  const planned = createImportPlans({ clock, digest, sealing, enrolment, connections, open })

  async function takeCarried(name: string, { network, idToken }: Carried): Promise<void> {
    if (network !== undefined) await calls['network.set']({ name, change: network })
    if (idToken === undefined) return
    await connections.update(connections.named(name), (current) => ({
      ...current,
      tokens: current.tokens && { ...current.tokens, idToken },
    }))
  }

  async function changed(name: string, entry: unknown, allowOrigins: string[] | undefined): Promise<ConnectionView> {
    return (await calls['connections.edit']({ name, entry, allowOrigins })).view
  }

  async function take({ planned: one, entry, carried }: Brought, allowOrigins: string[] | undefined) {
    if (one.action === 'add') {
      await calls['connections.add']({ entry })
      await takeCarried(one.name, carried)
    }
    const { undo } = one.action === 'change' ? await changed(one.name, entry, allowOrigins) : {}
    return undo === undefined ? one : { ...one, undoUntil: undo.until }
  }

  return {
    ...exportCalls({ clock, sealing, enrolment, connections, journalWriter, open, calls }),
    'moving.preview': async (input) => (await planned(input)).plan,
    'moving.import': async (input) => {
      const { plan, each, bundle } = await planned(input)
      const { allowOrigins } = input
      refuseStrays(each, allowedIn(allowOrigins))
      const taken = await takeAll(each, (one) => take(one, allowOrigins))
      if (bundle !== null && !taken.someFailed) await enrolment.taken(bundle)
      const stopped = taken.stopped === null ? {} : { stopped: taken.stopped }
      return { ...plan, entries: taken.entries, ...stopped }
    },
  } satisfies Partial<Handlers>
}

type Taken = {
  readonly entries: PlannedImport[]
  readonly stopped: Fault | null
  readonly someFailed: boolean
}

/**
 * One after another. What is wrong with one keeps out none of the others; a vault that takes no more keeps out all that
 * follow, which are named. Raises what keeps out the first, since nothing was taken then.
 */
async function takeAll(each: readonly Brought[], take: (one: Brought) => Promise<PlannedImport>): Promise<Taken> {
  const entries: PlannedImport[] = []
  let stopped: Fault | null = null
  let someFailed = false
  for (const one of each) {
    const { planned } = one
    if (stopped !== null) {
      entries.push(isTaken(planned) ? asRefused(planned, fault('import_stopped')) : planned)
      continue
    }
    try {
      entries.push(await take(one))
    } catch (thrown) {
      if (!(thrown instanceof FaultError) || !entries.some(isTaken)) throw thrown
      entries.push(asRefused(planned, thrown.fault))
      someFailed = true
      if (isOfAll(thrown.fault)) stopped = thrown.fault
    }
  }
  return { entries, stopped, someFailed }
}

function isTaken({ action }: PlannedImport): boolean {
  return action === 'add' || action === 'change'
}

/** Of the vault or this keeper: the next one would fare no better. */
function isOfAll({ code }: Fault): boolean {
  return FAULT_KIND[code] === 'vault' || FAULT_KIND[code] === 'not-now'
}

/** Before anything is taken: half of a file would be the worst of both. */
function refuseStrays(each: readonly EntryPlan[], allowed: readonly string[]): void {
  const changed = each.filter(({ planned: { action }, strays }) => action === 'change' && strays.length > 0)
  const wanted = [...new Set(changed.flatMap(({ strays }) => strays))].filter((origin) => !allowed.includes(origin))
  const [first] = changed.filter(({ strays }) => strays.some((origin) => wanted.includes(origin)))
  if (first === undefined) return
  const warned = first.planned.mistakes.find(({ code }) => code === 'import_sends_secrets')
  const { name } = first.planned
  raise('origin_changed', { name, bound: warned?.params['bound'] ?? '', wanted: originsText(wanted), why: 'import' })
}
