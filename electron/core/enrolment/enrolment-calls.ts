import type { Handlers } from '../../../shared/api/contract/contract.ts'
import { isoUtc } from '../../../shared/time/instant.ts'
import type { Enrolment } from './enrolment.ts'

export type EnrolmentCallsContext = {
  readonly enrolment: Pick<Enrolment, 'enroll'>
  /** Raises the vault's fault. */
  readonly open: () => Promise<void>
  /** Raises memory_needs_keeper: to make what is forgotten at once would be no enrolment. */
  readonly assertKept: () => void
}

export function enrolmentCalls({
  enrolment,
  open,
  assertKept,
}: EnrolmentCallsContext): Pick<Handlers, 'enrolment.enroll'> {
  return {
    'enrolment.enroll': async (change) => {
      await open()
      assertKept()
      const { recipient, signer, trusted } = await enrolment.enroll(change)
      return { recipient, signer, trusted: trusted.map((each) => ({ signer: each.signer, since: isoUtc(each.since) })) }
    },
  }
}
