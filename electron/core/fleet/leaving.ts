import { jsonIn } from '../../../shared/encoding/json-text.ts'
import { fault, faultOf, raise } from '../../../shared/fault.ts'
import type { Connections } from '../connections/connections.ts'
import { MANIFEST_KEY } from '../connections/manifest.ts'
import type { FleetAdmin } from './fleet-admin.ts'

/** How a workstation takes what is shared along when it leaves. */
export type Leaving = {
  /** The document as it is written elsewhere. */
  readonly asCopied: (key: string, value: string) => string
  /** What is in memory, once it is there. */
  readonly left: () => void
  /** Once it is there, out of the store; gives how many entries stay in it (fleet-admin.ts). */
  readonly takeOut: () => Promise<number>
}

/**
 * Where others go on with a connection, a copy of it must not be renewed: both would spend the same refresh token. It comes
 * along as one of another machine (electron/core/connections/moved-machine.ts), until a person says otherwise. Raises the
 * store's faults: who cannot ask, cannot know whether others are there. Raises site_stays for the last one that says who belongs
 * to it, as long as others do: without it nobody could be taken in or left out.
 */
export async function leavingFleet(admin: FleetAdmin, connections: Connections): Promise<Leaving> {
  const members = await membersOf(admin)
  const isLast = members !== null && members.length < 2
  const signers = (members ?? []).filter(({ isSite }) => isSite)
  if (!isLast && signers.length === 1 && signers[0]?.isThis === true) raise('site_stays')
  // Of another one its own entry stays, which tells when it was there: nothing for a person to look after.
  const takeOut = async () => {
    const left = await admin.takeOut(isLast)
    return isLast ? left : 0
  }
  if (isLast) return { asCopied: (_key, value) => value, left: () => undefined, takeOut }
  return {
    takeOut,
    asCopied(key, value) {
      const document = jsonIn(value)
      const isDocument =
        key !== MANIFEST_KEY && typeof document === 'object' && document !== null && 'machine' in document
      return isDocument ? JSON.stringify({ ...document, machine: 'of the others' }) : value
    },
    left() {
      for (const record of connections.all())
        connections.note(record, (current) => ({
          ...current,
          machine: 'of the others',
          refused: {
            generation: current.tokens?.generation ?? 0,
            at: current.createdAt,
            fault: fault('moved_machine', { name: current.name }),
          },
        }))
    },
  }
}

/** Null for whoever was left out: he goes with what he knows, as one of those whose copies others go on with. */
async function membersOf(admin: FleetAdmin) {
  return admin.list().catch((thrown: unknown) => {
    if (faultOf(thrown).code !== 'not_a_member') throw thrown
    return null
  })
}
