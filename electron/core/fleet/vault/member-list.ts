import { z } from 'zod'
import { jsonIn } from '../../../../shared/encoding/json-text.ts'
import { SIGNER_PATTERN } from '../../../../shared/import-export/bundle.ts'
import type { Secret } from '../../../../shared/secret.ts'
import { secretSchema } from '../../../../shared/secret-schema.ts'
import type { Identities } from '../../ports.ts'

const RECIPIENT = /^age1[0-9a-z]+$/

const memberSchema = z.object({
  /** What its people call it. */
  name: z.string().min(1).max(64),
  recipient: z.string().regex(RECIPIENT),
  signer: z.string().regex(SIGNER_PATTERN),
  /** UTC ms. */
  since: z.number(),
})

/**
 * What all members have in common, an age identity: each letter is sealed for this one alone, however many they are. A new one
 * is drawn whenever somebody is left out.
 */
const keySchema = z.object({ identity: secretSchema, recipient: z.string().regex(RECIPIENT) })

const LIST_VERSION = 2

/** Of these, what was written before the last of them is not read any more. */
const MOST_EARLIER = 50

const listSchema = z.object({
  /** 1: letters were sealed for each member by itself. */
  version: z.union([z.literal(1), z.literal(LIST_VERSION)]),
  /** Drawn when the fleet began; goes into the hashed names, so that nobody outside can guess them. */
  fleet: z.string().regex(/^[0-9a-f]{32}$/),
  /** Counts the lists up: an older one, signed as it is, is not taken back. */
  number: z.int().positive(),
  members: z.array(memberSchema).min(1),
  /** Who may sign the next list; left out by builds in which the first workstation alone could. */
  signers: z.array(z.string().regex(SIGNER_PATTERN)).min(1).optional(),
  /** Who could once and may not any more: the word that they were given still lies beside the list. */
  dismissed: z.array(z.string().regex(SIGNER_PATTERN)).default([]),
  /** Who began the fleet, for ever: goes into the names of marks, which must be the same for all. */
  began: z.string().regex(SIGNER_PATTERN).optional(),
  key: keySchema.nullable().default(null),
  /** Those before it, newest first: what nobody has written since is sealed for one of them, as is an older backup. */
  earlier: z.array(secretSchema).default([]),
})

type ReadList = Omit<z.infer<typeof listSchema>, 'version'>
export type MemberList = Omit<ReadList, 'signers' | 'began'> & {
  readonly signers: readonly string[]
  readonly began: string
}
export type ListedMembers = MemberList['members']

/** Null for what is none; `signer` has signed it. */
export function listIn(text: string, signer: string): MemberList | null {
  const read = listSchema.safeParse(jsonIn(text)).data
  if (read === undefined) return null
  const { version, signers = [signer], began = signer, ...list } = read
  return { ...list, signers, began }
}

/** More have had the say in no fleet; of those before them no word is kept any more (`MOST_APPOINTMENTS`). */
const MOST_DISMISSED = 200

/** Those who sign from now on, and those who no longer do. */
export function signersAfter(
  before: MemberList,
  signers: readonly string[],
): Pick<MemberList, 'signers' | 'dismissed'> {
  const could = [...new Set([...before.dismissed, ...before.signers])]
  return { signers, dismissed: could.filter((signer) => !signers.includes(signer)).slice(-MOST_DISMISSED) }
}

/** One of the few places where a secret is revealed: what is written is sealed for the members at once. */
export function listText({ key, earlier, ...list }: MemberList): string {
  const shown = key && { ...key, identity: key.identity.reveal() }
  return JSON.stringify({ version: LIST_VERSION, ...list, key: shown, earlier: earlier.map((each) => each.reveal()) })
}

/** In both, what is sealed for all is open with the same. */
export const isSameKey = (one: MemberList, other: MemberList): boolean => one.key?.recipient === other.key?.recipient

/** What letters are sealed for. */
export function recipientsOf({ key, members }: MemberList): readonly string[] {
  return key === null ? members.map(({ recipient }) => recipient) : [key.recipient]
}

/** With what letters may be open, the likeliest first. */
export function keysOf({ key, earlier }: MemberList, own: Secret): readonly Secret[] {
  return [...(key === null ? [] : [key.identity]), ...earlier, own]
}

/** The same for one more member, who gets it with the list; another one as soon as somebody has it who may read no more. */
export async function keysAfter(
  identities: Pick<Identities, 'make'>,
  before: MemberList,
  members: ListedMembers,
): Promise<Pick<MemberList, 'key' | 'earlier'>> {
  const { key, earlier } = before
  const isAnyLeft = before.members.some(({ signer }) => !members.some((member) => member.signer === signer))
  if (key !== null && !isAnyLeft) return { key, earlier }
  const those = key === null ? earlier : [key.identity, ...earlier]
  return { key: await newKey(identities), earlier: those.slice(0, MOST_EARLIER) }
}

export async function newKey(identities: Pick<Identities, 'make'>): Promise<MemberList['key']> {
  const { identity, recipient } = await identities.make()
  return { identity, recipient }
}
