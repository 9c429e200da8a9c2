import { leadsElsewhere } from '../../../shared/connections/binding.ts'
import type { Connection } from '../../../shared/connections/connection.ts'
import { countSecretsEntered } from '../../../shared/connections/edition.ts'
import { raise } from '../../../shared/fault.ts'
import { systemNamed } from '../../../shared/systems/registry.ts'
import { afterSignIn, type SignInOutcome } from '../../../shared/tokens/after-sign-in.ts'
import type { TokenSet } from '../../../shared/tokens/token.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import type { SignInContext } from './sign-in-run.ts'

/** Saves what a sign-in has brought before anybody hears of it. Raises sign_in_cancelled, no_such_connection, and what saving raises. */
export async function saveSignIn(
  {
    connections,
    journalWriter,
    clock,
    machine,
    viewAfter,
  }: Pick<SignInContext, 'connections' | 'journalWriter' | 'clock' | 'machine' | 'viewAfter'>,
  record: ConnectionRecord,
  asked: Connection,
  tokens: TokenSet,
): Promise<void> {
  const after: { refreshToken: SignInOutcome['refreshToken'] } = { refreshToken: 'new' }
  const saveFault = await connections.keep(record, (current) => {
    // Its settings were led to another server while the person signed in at this one.
    const system = systemNamed(current.system)
    if (system === null || leadsElsewhere(asked.bound, system, current)) raise('sign_in_cancelled')
    const now = afterSignIn(current, tokens, clock.now())
    after.refreshToken = now.refreshToken
    return signedIn(current, now, machine.id)
  })
  // What came stays with whoever takes the connection back; here nobody is signed in to anything.
  if (record.gone) raise('no_such_connection', { name: record.name })
  record.cleared()
  if (saveFault !== null) journalWriter.note({ event: 'save_failed', connection: record.name, fault: saveFault })
  journalWriter.note({ event: 'signed_in', connection: record.name })
  if (after.refreshToken === 'kept') journalWriter.note({ event: 'refresh_token_kept', connection: record.name })
  if (after.refreshToken === 'set-aside')
    journalWriter.note({ event: 'refresh_token_set_aside', connection: record.name })
  viewAfter(record)
}

/** A person did something about it, as when a pair is pasted: an old refusal no longer counts. */
function signedIn(current: Connection, { tokens, superseded }: SignInOutcome, machine: string): Connection {
  return {
    ...current,
    ...countSecretsEntered(current),
    machine,
    tokens,
    asked: null,
    refused: null,
    superseded,
    rejectedGeneration: null,
  }
}
