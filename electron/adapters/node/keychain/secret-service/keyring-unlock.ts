import { raise } from '../../../../../shared/fault.ts'
import type { BusCall } from '../session-bus/session-bus.ts'
import { defaultKeyring } from './default-keyring.ts'
import type { KeyringCaller } from './keyring-connection.ts'
import { awaitPrompt } from './keyring-prompt.ts'
import { createCollection, NO_PATH, unlock } from './secret-service-calls.ts'

/** The usual name of the first keyring. */
const LABEL = 'Default keyring'

/**
 * Opens the keyring for a person. It may ask for a new keyring's password, for this keyring's, and whether this program may
 * have its items, all at once. `items` finds the items that are still locked, which some keyrings tell only once they are open.
 */
export async function unlockKeyring(
  caller: KeyringCaller,
  items: () => Promise<readonly string[]>,
  promptMs: number,
): Promise<void> {
  const keyring = await defaultKeyring(caller)
  if (keyring.state === 'none') await follow(caller, createCollection(LABEL), promptMs)
  if (keyring.state === 'locked') await follow(caller, unlock([keyring.path]), promptMs)
  const locked = await items()
  if (locked.length > 0) await follow(caller, unlock(locked), promptMs)
}

/** These calls end with the path of a prompt, or with none when there was nothing to ask. */
async function follow(caller: KeyringCaller, call: BusCall, promptMs: number): Promise<void> {
  const answer = await caller.call(call)
  const prompt = String(answer.at(-1))
  if (prompt === NO_PATH) return
  const { end } = await awaitPrompt(caller, prompt, promptMs)
  if (end === 'gone') raise('vault_missing')
  if (end !== 'done') raise('vault_locked')
}
