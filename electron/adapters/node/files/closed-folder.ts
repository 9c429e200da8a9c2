import { chmodSync, lstatSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { classifyFolder, isOurs } from './folder-trust.ts'
import { setAside } from './set-aside.ts'
import { openFolder, rootsFolder } from './state-folder-faults.ts'
import { isOwnName } from './state-names.ts'

const WRITABLE_BY_OTHERS = 0o022
const CLOSED = 0o700
const ROOT = 0n

const SET_ASIDE = /\.foreign-\d+$/

/** The one folder below the state folder: what is in it is ours, whatever its name. */
const VAULT = 'vault'

/**
 * Closes a state folder of ours that others can look into, as older versions left it where a person had made it. One
 * that others can write to, or in which lies what is not ours, is not ours to close: somebody may mean it so, and
 * whoever can write may be in the midst of it. Raises state_folder_open {path, command}.
 */
export function closeStateFolder(path: string): void {
  if ((statSync(path).mode & WRITABLE_BY_OTHERS) !== 0 || !readdirSync(path).every(isOwnName)) throw openFolder(path)
  chmodSync(path, CLOSED)
  // Some drives know no modes, and say that all went well.
  if (classifyFolder(path) !== 'closed') throw openFolder(path)
}

/**
 * What other users left under our names while the folder was open to them is moved out of the way: a socket that they
 * listen at, a lock that they hold, a journal that they can go on reading. Gives the new names. What is root's is what its
 * owner did with sudo, such as a backup put back: moved away, it would look as if nothing had ever been there. Nothing is
 * moved then. Raises state_folder_foreign {path, why: 'of_root', command}.
 */
export function setForeignAside(path: string): readonly string[] {
  const vault = join(path, VAULT)
  const vaultAccess = classifyFolder(vault)
  const isOurVault = vaultAccess === 'open' || vaultAccess === 'closed'
  const here = foreignIn(path).filter(({ name }) => isOwnName(name))
  const below = isOurVault ? foreignIn(vault) : []
  if ([...here, ...below].some(({ uid }) => uid === ROOT)) throw rootsFolder(path)
  if (vaultAccess === 'open') chmodSync(vault, CLOSED)
  return [
    ...here.map(({ name }) => setAside(join(path, name), 'foreign')),
    ...below.map(({ name }) => `${VAULT}/${setAside(join(vault, name), 'foreign')}`),
  ]
}

type ForeignEntry = { readonly name: string; readonly uid: bigint }

function foreignIn(path: string): readonly ForeignEntry[] {
  return readdirSync(path).flatMap((name) => {
    if (SET_ASIDE.test(name)) return []
    const found = lstatSync(join(path, name), { bigint: true, throwIfNoEntry: false })
    return found === undefined || isOurs(found) ? [] : [{ name, uid: found.uid }]
  })
}
