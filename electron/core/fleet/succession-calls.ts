import type { Handlers } from '../../../shared/api/contract/contract.ts'
import { raise } from '../../../shared/fault.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import type { FleetAdmin } from './fleet-admin.ts'

type SuccessionContext = Pick<KeeperParts, 'moved' | 'journalWriter'> & {
  readonly admin: () => Promise<FleetAdmin>
}

/** Who says who belongs to the fleet (docs/shared-vault.md "Leaving"). */
export function successionCalls({ admin, moved, journalWriter }: SuccessionContext) {
  return {
    'fleet.appoint': async ({ name, signs }) => {
      await (await admin()).appoint(name, signs)
      journalWriter.note({ event: signs ? 'member_appointed' : 'member_dismissed', params: { member: name } })
      return { name, signs }
    },
    'fleet.takeOver': async ({ agreed = false }) => {
      const ours = await admin()
      const members = await ours.list()
      const { name, signer, isSite } = members.find(({ isThis }) => isThis) ?? raise('not_a_member')
      if (isSite) raise('signs_already')
      const before = members.filter((member) => member.isSite).map((member) => member.name)
      if (!agreed) raise('confirm_take_over', { names: before.join(', ') })
      await ours.takeOver()
      journalWriter.note({ event: 'member_appointed', params: { member: name } })
      return { name, signer }
    },
    'fleet.follow': async ({ signer }) => {
      const ours = await admin()
      await ours.follow(signer)
      await moved()
      const name = (await ours.list()).find((member) => member.signer === signer)?.name ?? signer
      journalWriter.note({ event: 'member_followed', params: { member: name } })
      return { name, signer }
    },
  } satisfies Partial<Handlers>
}
