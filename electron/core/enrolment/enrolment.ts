import { z } from 'zod'
import { faultOf, raise } from '../../../shared/fault.ts'
import { BUNDLE_VERSION, type Bundle, signedText } from '../../../shared/import-export/bundle.ts'
import type { Secret } from '../../../shared/secret.ts'
import { secretSchema } from '../../../shared/secret-schema.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import type { VaultBackend } from '../ports.ts'
import { storedDocument } from '../vault/stored-document.ts'

/** Where it lies in the vault, beside the connections. */
export const ENROLMENT_KEY = 'enrolment'
const ENROLMENT_VERSION = 1

const enrolmentSchema = z.object({
  version: z.literal(ENROLMENT_VERSION),
  identity: secretSchema,
  recipient: z.string(),
  signingKey: secretSchema,
  signer: z.string(),
  /** `since` and `newest` (the newest bundle taken of this signer) in UTC ms. */
  trusted: z.array(z.object({ signer: z.string(), since: z.number(), newest: z.number() })),
  /** Trusted once, with the newest bundle taken then: trusted again, an older one is refused still. */
  distrusted: z.array(z.object({ signer: z.string(), newest: z.number() })).default([]),
})

type Kept = z.infer<typeof enrolmentSchema>

export type EnrolmentContext = Pick<KeeperParts, 'clock' | 'identities' | 'sealing'> & {
  readonly vault: () => VaultBackend
  /** Runs while nothing else is being written, nor moved to another vault. */
  readonly alone: <Value>(work: () => Promise<Value>) => Promise<Value>
}

/** This workstation as one of a site's: what is sealed for it, and whose word it takes. */
export type Enrolment = {
  /** Made where there is none yet. */
  enroll(change: { readonly trust?: string | undefined; readonly distrust?: string | undefined }): Promise<Kept>
  /** A signed bundle for these age recipients; enrols whoever makes it. Raises invalid_recipient. */
  bundleFor(text: Secret, recipients: readonly string[]): Promise<Bundle>
  /** Raises not_enrolled, bundle_stranger {signer}, bundle_forged, bundle_older, and what opening raises. */
  opened(bundle: Bundle): Promise<Secret>
  /** Whether this very one, or a newer one of its signer, has been taken here. */
  hasTaken(bundle: Bundle): Promise<boolean>
  /** It was taken: an older one of the same signer is refused from now on. */
  taken(bundle: Bundle): Promise<void>
}

/** Null where this workstation is not enrolled. Raises vault_newer {version, reads}, vault_damaged {key} and what the vault raises. */
export function readEnrolment(vault: Pick<VaultBackend, 'read'>): Promise<Kept | null> {
  return storedDocument(vault, ENROLMENT_KEY, enrolmentSchema, { current: ENROLMENT_VERSION })
}

export function createEnrolment({ clock, identities, sealing, vault, alone }: EnrolmentContext): Enrolment {
  const read = (): Promise<Kept | null> => readEnrolment(vault())

  async function made(): Promise<Kept> {
    return { version: ENROLMENT_VERSION, ...(await identities.make()), trusted: [], distrusted: [] }
  }

  /** One of the few places where secrets are revealed: what is written goes into the vault. */
  function change(make: (kept: Kept) => Kept): Promise<Kept> {
    return alone(async () => {
      const before = await read()
      const next = make(before ?? (await made()))
      const { identity, signingKey } = next
      const written = { ...next, identity: identity.reveal(), signingKey: signingKey.reveal() }
      if (next !== before) await vault().write(ENROLMENT_KEY, JSON.stringify(written))
      return next
    })
  }

  const trustIn = (kept: Kept, signer: string) => kept.trusted.find((each) => each.signer === signer)

  return {
    enroll: ({ trust, distrust }) =>
      change((kept) => {
        const trusted = kept.trusted.filter(({ signer }) => signer !== distrust)
        const left = kept.trusted.filter(({ signer }) => signer === distrust)
        const isNew = trust !== undefined && trustIn(kept, trust) === undefined
        const newest = kept.distrusted.find(({ signer }) => signer === trust)?.newest ?? 0
        const added = isNew ? [{ signer: trust, since: clock.now(), newest }] : []
        const distrusted = [
          ...kept.distrusted.filter(({ signer }) => signer !== trust && signer !== distrust),
          ...left.map((each) => ({ signer: each.signer, newest: each.newest })),
        ]
        return { ...kept, trusted: [...trusted, ...added], distrusted }
      }),
    async bundleFor(text, recipients) {
      const { signer, signingKey } = await change((kept) => kept)
      const signedAt = clock.now()
      const sealed = await sealing.seal(text, { recipients })
      const signature = identities.sign(signedText({ signedAt, sealed }), signingKey)
      return { everbearerBundle: BUNDLE_VERSION, signer, signedAt, signature, sealed }
    },
    async opened(bundle) {
      const kept = (await read()) ?? raise('not_enrolled')
      const trust = trustIn(kept, bundle.signer) ?? raise('bundle_stranger', { signer: bundle.signer })
      if (!identities.verify(signedText(bundle), bundle.signature, bundle.signer)) raise('bundle_forged')
      if (bundle.signedAt < trust.newest) raise('bundle_older')
      return sealing.open(bundle.sealed, kept.identity).catch((thrown: unknown) => {
        if (faultOf(thrown).code !== 'sealed_wrong_key') throw thrown
        return raise('sealed_wrong_key', { why: 'bundle' })
      })
    },
    async hasTaken({ signer, signedAt }) {
      const kept = await read()
      return kept !== null && signedAt <= (trustIn(kept, signer)?.newest ?? -1)
    },
    async taken({ signer, signedAt }) {
      await change((kept) => ({
        ...kept,
        trusted: kept.trusted.map((each) =>
          each.signer === signer ? { ...each, newest: Math.max(each.newest, signedAt) } : each,
        ),
      }))
    },
  }
}
