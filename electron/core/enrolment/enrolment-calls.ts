import type { Handlers } from '../../../shared/api/contract/contract.ts'
import { isoUtc } from '../../../shared/time/instant.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import type { Enrolment } from './enrolment.ts'

export type EnrolmentCallsContext = Pick<KeeperParts, 'open' | 'assertKept'> & {
  readonly enrolment: Pick<Enrolment, 'enroll'>
}

export function enrolmentCalls({ enrolment, open, assertKept }: EnrolmentCallsContext) {
  return {
    'enrolment.enroll': async (change) => {
      await open()
      assertKept()
      const { recipient, signer, trusted } = await enrolment.enroll(change)
      return { recipient, signer, trusted: trusted.map((each) => ({ signer: each.signer, since: isoUtc(each.since) })) }
    },
  } satisfies Partial<Handlers>
}
