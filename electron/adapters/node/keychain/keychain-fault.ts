import type { FaultCode } from '../../../../shared/fault.ts'

export type KeychainCode = Extract<FaultCode, `vault_${string}`>

/**
 * What the keychain library's error texts mean; the first row that fits counts. The texts are those of @napi-rs/keyring 2.1
 * (library, D-Bus, gnome-keyring, Windows, macOS), seen on a real gnome-keyring or read in their sources.
 */
const MEANINGS: readonly [KeychainCode, RegExp][] = [
  // Locked, and the dialog was refused or may not be shown.
  [
    'vault_locked',
    /prompt was dismissed|object locked|IsLocked|[Uu]ser interaction is not allowed|(collection|keychain) is locked|no UI possible/,
  ],
  ['vault_stalled', /Did not receive a reply|[Tt]imed? ?out|active connections/],
  // Nobody there: no bus, no service on it, no default keyring, no logon session (a Windows service, ssh).
  ['vault_missing', /Failed to connect to socket|autolaunch|not provided by any|NameHasNoOwner|Connection refused/],
  ['vault_missing', /No DBus session|no result found|session (wrapping the secret )?does not exist|disconnected/i],
  ['vault_missing', /NO_SUCH_LOGON_SESSION|No default store|keychain (could not be found|is available)|not available/],
  ['vault_denied', /[Aa]ccess ?[Dd]enied|[Uu]ser canceled|not correct|[Pp]ermission denied|rejected|not permitted/],
  [
    'vault_full',
    /An error occurred on the device|Couldn't (create item|set item secret)|longer than the platform limit/,
  ],
  ['vault_full', /No space|quota|not enough (storage|memory)|error code (8|14|112|1450)\b/i],
  ['vault_damaged', /not UTF-8|not valid UTF-8|not in the expected format|is matched by|Crypto error/],
]

/** An unknown text counts as a refusal: nothing is lost, and a person must look. */
export function keychainCode(text: string): KeychainCode {
  return MEANINGS.find(([, pattern]) => pattern.test(text))?.[0] ?? 'vault_denied'
}
