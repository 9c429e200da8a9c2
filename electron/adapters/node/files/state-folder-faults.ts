import { FaultError, fault } from '../../../../shared/fault.ts'

/** Others can get into the folder of all our files. Names the command that mends it, ready for a shell. */
export function openFolder(path: string): FaultError {
  return new FaultError(fault('state_folder_open', { path, command: `chmod 700 ${quoted(path)}` }))
}

export function foreignFolder(path: string): FaultError {
  return new FaultError(fault('state_folder_foreign', { path }))
}

function quoted(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`
}
