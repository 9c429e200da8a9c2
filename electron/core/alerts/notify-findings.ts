import type { Finding } from '../../../shared/api/contract/contract.ts'
import { originOf } from '../../../shared/entry/address.ts'
import type { Fault } from '../../../shared/fault.ts'
import { finding } from '../support/finding.ts'
import type { Alerts } from './alerts.ts'

/** For the doctor: by what somebody is told, and what hinders that. Nothing where nothing is set. */
export async function notifyFindings(
  alerts: Pick<Alerts, 'ready' | 'channels' | 'troubles' | 'waiting'>,
): Promise<Finding[]> {
  // What is in the way of the vault has a finding of its own.
  if (
    !(await alerts
      .ready()
      .then(() => true)
      .catch(() => false))
  )
    return []
  const { command, webhook } = alerts.channels()
  const troubles = alerts.troubles()
  const found = (fault: Fault | null, facts: Finding['facts']): Finding =>
    finding('notify', null, fault === null ? 'good' : 'warning', fault, facts)
  return [
    ...(command === null ? [] : [found(troubles.command, { command: command[0] ?? '' })]),
    ...(webhook === null ? [] : [found(troubles.webhook, { webhook: originOf(webhook), waiting: alerts.waiting() })]),
  ]
}
