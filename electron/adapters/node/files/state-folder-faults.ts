import { statSync } from 'node:fs'
import { FaultError, fault } from '../../../../shared/fault.ts'
import { errorCode } from '../error-code.ts'
import { isFull } from './file-fault.ts'

const ROOT = 0

/** Others can enter the state folder. Names the command that closes it, ready for a shell. */
export function openFolder(path: string): FaultError {
  return new FaultError(fault('state_folder_open', { path, command: `chmod 700 ${quoted(path)}` }))
}

/** `why` says where root is the owner or this process: the usual cause is sudo, not an attack. */
export function foreignFolder(path: string): FaultError {
  if (process.getuid?.() === ROOT) return new FaultError(fault('state_folder_foreign', { path, why: 'as_root' }))
  if (statSync(path, { throwIfNoEntry: false })?.uid === ROOT) return rootsFolder(path)
  return new FaultError(fault('state_folder_foreign', { path }))
}

/** The folder, or some of our files in it, are root's. */
export function rootsFolder(path: string): FaultError {
  const command = `sudo chown -R ${process.getuid?.()} ${quoted(path)}`
  return new FaultError(fault('state_folder_foreign', { path, why: 'of_root', command }))
}

/** What a failed file call in the state folder means to the person. */
export function unusable(path: string, thrown: unknown): FaultError {
  const params = { path, detail: errorCode(thrown), ...(isFull(thrown) ? { why: 'full' } : {}) }
  return new FaultError(fault('state_folder_unusable', params), { cause: thrown })
}

function quoted(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`
}
