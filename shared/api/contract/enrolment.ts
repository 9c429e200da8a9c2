import { z } from 'zod'
import { signerSchema as signer } from '../../import-export/bundle.ts'
import { SOCKET } from './doors.ts'
import { FLEET_CONTRACT } from './fleet.ts'

/** Times ISO 8601 UTC. */
export const enrolmentSchema = z.object({
  /** What others seal for: an age public key. */
  recipient: z.string().regex(/^age1[0-9a-z]+$/),
  /** What others know its bundles by. */
  signer,
  /** Whose bundles are taken here. */
  trusted: z.array(z.object({ signer, since: z.string() })),
})

/** This workstation's own identity, with which a site brings it connections (docs/managed-settings.md "Bundles"). */
export const ENROLMENT_CONTRACT = {
  /** Made at the first call; whoever is named is trusted, or no longer, from now on. */
  'enrolment.enroll': {
    doors: SOCKET,
    input: z.strictObject({ trust: signer.optional(), distrust: signer.optional() }),
    output: enrolmentSchema,
  },
  ...FLEET_CONTRACT,
} as const
