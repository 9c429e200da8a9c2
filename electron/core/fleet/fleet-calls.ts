import type { Handlers } from '../../../shared/api/contract/contract.ts'
import { storedSecrets } from '../../../shared/connections/connection.ts'
import { raise } from '../../../shared/fault.ts'
import { isoUtc } from '../../../shared/time/instant.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import type { FleetAdmin } from './fleet-admin.ts'
import { type Joining, joinFleet } from './joining.ts'
import { type UnblockingContext, unblockingCalls } from './marks/unblocking-calls.ts'
import { successionCalls } from './succession-calls.ts'

export type FleetCallsContext = Joining & UnblockingContext & Pick<KeeperParts, 'open' | 'moved' | 'tellVault'>

export function fleetCalls(context: FleetCallsContext) {
  const { connections, open, journalWriter } = context

  async function admin(): Promise<FleetAdmin> {
    await open()
    return connections.vault().admin ?? raise('shared_vault_unset')
  }

  /** Of a key in the store the connection that it is about, where that is known. */
  function named(keys: readonly string[]): string[] {
    const { fleet } = connections.vault()
    const about = (key: string) =>
      connections.all().find(({ id }) => id === key || (fleet !== undefined && key.startsWith(fleet.placeOf(id))))
    return [...new Set(keys.map((key) => about(key)?.name ?? key))]
  }

  return {
    'fleet.join': async (wanted) => {
      await open()
      await joinFleet(context, wanted)
      await context.moved()
      return context.tellVault()
    },
    'fleet.list': async () => {
      const listed = await (await admin()).list()
      return {
        members: listed.map(({ since, seenAt, ...member }) => ({
          ...member,
          since: isoUtc(since),
          lastSeenAt: seenAt === null ? null : isoUtc(seenAt),
        })),
        connections: connections.all().map(({ name }) => name),
      }
    },
    'fleet.add': async (member) => {
      const passedOver = named(await (await admin()).add(member))
      journalWriter.note({ event: 'member_added', params: { member: member.name } })
      return { name: member.name, passedOver }
    },
    ...successionCalls({ admin, moved: context.moved, journalWriter }),
    ...unblockingCalls(context),
    'fleet.revoke': async ({ name, confirm }) => {
      const ours = await admin()
      if (confirm !== 1) await raiseQuestion(ours, name)
      const passedOver = named(await ours.revoke(name))
      journalWriter.note({ event: 'member_revoked', params: { member: name } })
      const records = [...connections.all()]
      const read = await Promise.all(records.map((record) => connections.load(record).catch(() => null)))
      return {
        name,
        passedOver,
        read: read.flatMap((connection) =>
          connection === null ? [] : [{ connection: connection.name, secrets: [...storedSecrets(connection)] }],
        ),
      }
    },
  } satisfies Partial<Handlers>
}

/** Nobody is asked about what would be refused anyway. */
async function raiseQuestion(admin: FleetAdmin, name: string): Promise<never> {
  const members = await admin.list()
  const member = members.find((each) => each.name === name) ?? raise('no_such_member', { name })
  if (!members.some(({ isThis, isSite }) => isThis && isSite)) raise('not_the_site')
  if (member.isThis) raise('revokes_itself')
  return raise('confirm_revoke', { name })
}
