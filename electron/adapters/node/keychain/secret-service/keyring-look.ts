import type { KeyringCaller } from './keyring-connection.ts'
import { openQuietly } from './kwallet.ts'
import { COLLECTION, getProperty, NONE, readDefault } from './secret-service-calls.ts'

export type DefaultKeyring = { readonly state: 'open' | 'locked'; readonly path: string } | { readonly state: 'none' }

/**
 * The keyring that new items go to; never prompts. Asked a second time where there is none, since gnome-keyring says so by
 * mistake to a program whose first question comes before it has taken note of that program (gnome-keyring's issue 190).
 * A wallet that is open, though the Secret Service calls it locked, is opened for us where that shows nobody a dialog.
 */
export async function defaultKeyring(caller: KeyringCaller): Promise<DefaultKeyring> {
  const path = (await aliasPath(caller)) ?? (await aliasPath(caller))
  if (path === null) return { state: 'none' }
  if (!(await isLocked(caller, path))) return { state: 'open', path }
  const opened = (await caller.kind()) === 'kwallet' && (await openQuietly(caller, path))
  return { state: opened && !(await isLocked(caller, path)) ? 'open' : 'locked', path }
}

async function aliasPath(caller: KeyringCaller): Promise<string | null> {
  const [path] = await caller.call(readDefault())
  return path === NONE ? null : String(path)
}

/** Of a keyring or an item. */
export async function isLocked(caller: KeyringCaller, path: string, inside = COLLECTION): Promise<boolean> {
  const [locked] = await caller.call(getProperty(path, inside, 'Locked'))
  return locked !== false
}
