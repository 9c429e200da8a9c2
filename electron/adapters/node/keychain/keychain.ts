import type { Clock, Digest, VaultBackend } from '../../../core/ports.ts'
import { documentSlots } from './document-slots.ts'
import type { ItemKeychain } from './item-keychain.ts'
import { forkKeychainChild, type StartKeychainChild } from './keychain-child.ts'
import { KeychainProcess } from './keychain-process.ts'
import { libraryKeychain } from './library-keychain.ts'
import { lostWriteRecovery } from './secret-service/lost-write-recovery.ts'
import { secretKeyring } from './secret-service/secret-keyring.ts'
import { sessionBusPaths } from './session-bus/bus-address.ts'

export type KeychainOptions = {
  /** `everbearer-` and a hash of the state folder: two state folders never see each other's entries. */
  service: string
  digest: Digest
  /** The one document that lists the others. */
  listKey: string
  /** Its timers must not keep the program alive. */
  clock: Pick<Clock, 'after'>
  /** How the library's process is started; Node's own way where it is left out. */
  startChild?: StartKeychainChild | undefined
  env?: NodeJS.ProcessEnv
  platform?: NodeJS.Platform
  deadlineMs?: number
  promptMs?: number
}

/** A keychain that takes longer has stopped (measured: 1 to 20 ms a call). */
const DEADLINE_MS = 5_000
/** As long as a person may need to notice a dialog and to type a password. */
const PROMPT_MS = 120_000
/** Windows takes 2,560 bytes an entry and stores two bytes a letter: 1,280 letters; the rest is left as a margin. */
export const WINDOWS_PIECE_LENGTH = 1_200
/** Other keychains have no such limit; this one keeps messages on the bus at a size that every program takes. */
const ROOMY_PIECE_LENGTH = 1_000_000

/**
 * The operating system's keychain as a vault: documents in slots (document-slots.ts) over the session bus on Linux
 * (secret-keyring.ts), else over the keychain library (library-keychain.ts). No background call ever prompts.
 * Faults: vault_locked, vault_missing, vault_denied, vault_stalled, vault_full, vault_damaged {key}.
 */
export function keychainVault(options: KeychainOptions): VaultBackend {
  const { digest, listKey, platform = process.platform } = options
  const after: Clock['after'] = (ms, run) => options.clock.after(ms, run)
  const keychain = keychainOf(options)
  const pieceLength = platform === 'win32' ? WINDOWS_PIECE_LENGTH : ROOMY_PIECE_LENGTH
  const documents = documentSlots(keychain, { digest, listKey, pieceLength, after })
  const recovery = lostWriteRecovery(documents, after)
  keychain.onReplaced(() => recovery.checkSoon())
  return {
    kind: 'keychain',
    read: (key) => recovery.read(key),
    write: (key, value) => recovery.record(key, value, () => documents.write(key, value)),
    remove: (key) => recovery.record(key, null, () => documents.remove(key)),
    condition: () => keychain.condition(),
    unlock: () => keychain.unlock(),
    facts: () => keychain.facts(),
    async close() {
      recovery.stop()
      await documents.settle()
      await keychain.close()
    },
  }
}

function keychainOf(options: KeychainOptions): ItemKeychain {
  const { service, clock, env = process.env, platform = process.platform } = options
  const { deadlineMs = DEADLINE_MS, promptMs = PROMPT_MS } = options
  const isOnBus = platform !== 'win32' && platform !== 'darwin' && sessionBusPaths(env) !== 'other'
  if (isOnBus) return secretKeyring({ service, env, deadlineMs, promptMs, clock })
  const { startChild: start = forkKeychainChild } = options
  const library = new KeychainProcess({ start, env, clock, promptMs })
  return libraryKeychain({ service, deadlineMs, promptMs, showsDialogs: platform !== 'win32' }, library)
}
