import { raise } from '../../../../../shared/fault.ts'
import { type KeychainCode, keychainCode } from '../keychain-fault.ts'
import { BusError, DISCONNECTED } from './session-bus.ts'

/** Nobody offers a Secret Service here, or it has just gone. */
const ABSENT = /ServiceUnknown|NameHasNoOwner|\.Spawn|UnknownObject|UnknownMethod|UnknownInterface|NoReply$/
const REFUSED = /AccessDenied|AuthFailed/
const LOCKED = /Secret\.Error\.IsLocked/

/** What a no from the bus or from a keyring means to a person. */
export function busFault(error: BusError): KeychainCode {
  if (LOCKED.test(error.code)) return 'vault_locked'
  if (REFUSED.test(error.code)) return 'vault_denied'
  if (error.code === DISCONNECTED || ABSENT.test(error.code)) return 'vault_missing'
  return keychainCode(error.message)
}

/**
 * A new try from the beginning may end otherwise: the keyring was started anew and knows neither our session nor the paths
 * of its items (KeePassXC: NoSession; KWallet: UnknownObject or InvalidObjectPath "Can't find session"), the bus was, or an
 * item has gone. That it is shut is said once.
 */
export function mayEndOtherwise(thrown: unknown): thrown is BusError {
  return thrown instanceof BusError && !LOCKED.test(thrown.code) && !REFUSED.test(thrown.code)
}

/** Whatever is no word of the bus is thrown on. */
export function raiseBusFault(thrown: unknown): never {
  if (thrown instanceof BusError) raise(busFault(thrown))
  throw thrown
}
