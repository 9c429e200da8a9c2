import { raise } from '../../../../../shared/fault.ts'
import { type KeychainCode, keychainCode } from '../keychain-fault.ts'
import { BusError, DISCONNECTED } from './session-bus.ts'

/** Nobody offers a Secret Service here, or it has just gone. */
const ABSENT = /ServiceUnknown|NameHasNoOwner|\.Spawn|UnknownObject|UnknownMethod|UnknownInterface|NoReply$/
const REFUSED = /AccessDenied|AuthFailed/
const LOCKED = /Secret\.Error\.IsLocked/

/** The fault code of an error of the bus or of a keyring. */
export function busFault(error: BusError): KeychainCode {
  if (LOCKED.test(error.code)) return 'vault_locked'
  if (REFUSED.test(error.code)) return 'vault_denied'
  if (error.code === DISCONNECTED || ABSENT.test(error.code)) return 'vault_missing'
  return keychainCode(error.message)
}

/**
 * Whether a retry may succeed: the keyring was restarted and knows neither our session nor its item paths (KeePassXC:
 * NoSession; KWallet: UnknownObject or InvalidObjectPath "Can't find session"), the bus was, or an item has gone. Not for a
 * locked keyring or a refusal.
 */
export function isWorthRetrying(thrown: unknown): thrown is BusError {
  return thrown instanceof BusError && !LOCKED.test(thrown.code) && !REFUSED.test(thrown.code)
}

/** Rethrows what is no BusError. */
export function raiseBusFault(thrown: unknown): never {
  if (thrown instanceof BusError) raise(busFault(thrown))
  throw thrown
}
