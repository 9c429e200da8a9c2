import { expect, test } from 'vitest'
import { keychainCode } from '../../../../electron/adapters/node/keychain/keychain-fault.ts'

/** Texts as the library has given them (Linux) or as its sources make them (Windows, macOS). */
const texts: [string, string][] = [
  ["Couldn't access platform storage: Secret Service: unlock prompt was dismissed", 'vault_locked'],
  ["Couldn't access platform storage: Secret Service: object locked", 'vault_locked'],
  ['Platform failure: User interaction is not allowed.', 'vault_locked'],
  [
    'Platform failure: DBus error: Did not receive a reply. Possible causes include: the remote application did not send a reply, the message bus security policy blocked the reply, the reply timeout expired, or the network connection was broken.',
    'vault_stalled',
  ],
  [
    'Platform failure: DBus error: The maximum number of active connections for UID 0 has been reached',
    'vault_stalled',
  ],
  [
    'Platform failure: DBus error: Failed to connect to socket /run/user/0/bus: No such file or directory',
    'vault_missing',
  ],
  [
    'Platform failure: DBus error: Using X11 for dbus-daemon autolaunch was disabled at compile time, set your DBUS_SESSION_BUS_ADDRESS instead',
    'vault_missing',
  ],
  [
    'Platform failure: DBus error: The name org.freedesktop.secrets was not provided by any .service files',
    'vault_missing',
  ],
  ['Platform failure: DBus error: The session does not exist', 'vault_missing'],
  ['Platform failure: DBus error: The session wrapping the secret does not exist', 'vault_missing'],
  ["Couldn't access platform storage: Secret Service: no result found", 'vault_missing'],
  ["Couldn't access platform storage: Windows ERROR_NO_SUCH_LOGON_SESSION", 'vault_missing'],
  ['Platform failure: A default keychain could not be found.', 'vault_missing'],
  ['Platform failure: User canceled the operation.', 'vault_denied'],
  ['Platform failure: The user name or passphrase you entered is not correct.', 'vault_denied'],
  ['Platform failure: DBus error: Rejected send message, access denied', 'vault_denied'],
  ["Platform failure: DBus error: Couldn't create item: An error occurred on the device", 'vault_full'],
  ["Platform failure: DBus error: Couldn't create item: Couldn't set item secret", 'vault_full'],
  ["Attribute 'password encoded as UTF-16' is longer than the platform limit of 2560 chars", 'vault_full'],
  ['Platform failure: Windows error code 1450', 'vault_full'],
  ['Platform failure: Windows error code 14501', 'vault_denied'],
  ['Password data is not valid UTF-8', 'vault_damaged'],
  ['Data is not UTF-8 encoded', 'vault_damaged'],
  ['Entry is matched by 2 credentials: [...]', 'vault_damaged'],
  ['something that nobody has seen', 'vault_denied'],
  ['', 'vault_denied'],
]

test.each(texts)('%s', (text, code) => {
  expect(keychainCode(text)).toBe(code)
})
