import type { KeyringCaller } from './keyring-connection.ts'
import { openQuietly } from './kwallet.ts'
import { COLLECTION, getProperty, NO_PATH, readDefaultAlias } from './secret-service-calls.ts'

export type DefaultKeyring = { readonly state: 'open' | 'locked'; readonly path: string } | { readonly state: 'none' }

/**
 * The keyring that new items go to; never prompts. "None" is asked for twice, since gnome-keyring answers that by mistake to
 * a program that it does not know yet (its bug 190). KWallet calls an open wallet locked until it is opened for us, which
 * is done here where it shows no dialog.
 */
export async function defaultKeyring(caller: KeyringCaller): Promise<DefaultKeyring> {
  const path = (await defaultPath(caller)) ?? (await defaultPath(caller))
  if (path === null) return { state: 'none' }
  if (!(await isLocked(caller, path))) return { state: 'open', path }
  const opened = (await caller.kind()) === 'kwallet' && (await openQuietly(caller, path))
  return { state: opened && !(await isLocked(caller, path)) ? 'open' : 'locked', path }
}

async function defaultPath(caller: KeyringCaller): Promise<string | null> {
  const [path] = await caller.call(readDefaultAlias())
  return path === NO_PATH ? null : String(path)
}

/** Of a keyring or an item. */
export async function isLocked(caller: KeyringCaller, path: string, interfaceName = COLLECTION): Promise<boolean> {
  const [locked] = await caller.call(getProperty(path, interfaceName, 'Locked'))
  return locked !== false
}
