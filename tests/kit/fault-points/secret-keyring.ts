/** The keyring of a Linux desktop, each change of its items being a point (points.ts). */
import type { ItemKeychain } from '../../../electron/adapters/node/keychain/item-keychain.ts'
import {
  secretKeyring as realKeyring,
  type SecretKeyringOptions,
} from '../../../electron/adapters/node/keychain/secret-service/secret-keyring.ts'
import { withPoints } from './keychain-points.ts'

export function secretKeyring(options: SecretKeyringOptions): ItemKeychain {
  return withPoints(realKeyring(options))
}
