import { bindingOf } from '../../../shared/connections/binding.ts'
import { type Connection, DOCUMENT_VERSION } from '../../../shared/connections/connection.ts'
import { enteredFields } from '../../../shared/connections/entered-tokens.ts'
import type { DraftReading } from '../../../shared/entry/draft.ts'
import { CREDENTIAL_NAMES, type System } from '../../../shared/systems/system.ts'
import type { Ports } from '../ports.ts'
import { credentialsFrom, settingsFrom, tokensFrom, wordsAfter } from './edited-connection.ts'

/** The document that a draft without errors becomes. */
export function newConnection(
  { clock, random, machine, digest }: Pick<Ports, 'clock' | 'random' | 'machine' | 'digest'>,
  reading: DraftReading,
  system: System,
  name: string,
): Connection {
  const now = clock.now()
  const { draft } = reading
  const settings = settingsFrom(draft)
  const id = random.hex(8)
  return {
    version: DOCUMENT_VERSION,
    id,
    name,
    system: system.id,
    machine: machine.id,
    createdAt: now,
    ...wordsAfter({ tags: [], note: '' }, reading),
    settings,
    credentials: credentialsFrom(draft, {}, CREDENTIAL_NAMES, now),
    tokens: tokensFrom(draft, null, ['accessToken', 'refreshToken'], now),
    bound: bindingOf(system, { settings, learned: {} }),
    asked: null,
    refused: null,
    rejectedGeneration: null,
    pausedAt: null,
    announced: null,
    lastRenewal: null,
    renewedAt: null,
    superseded: null,
    older: null,
    endsOlder: null,
    validated: null,
    learned: {},
    network: null,
    ...enteredFields(id, reading, digest),
  }
}
