import { FaultError, fault } from '../../../../shared/fault.ts'

const NO_ROOM_CODES = ['ENOSPC', 'EDQUOT', 'EFBIG']
/** Passes when others give back what they hold; rights have nothing to do with it. */
const TOO_MANY_OPEN_CODES = ['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN']
/** Something else lies where our file should be. */
const WRONG_KIND_CODES = ['EISDIR', 'ENOTDIR', 'ELOOP', 'ENXIO', 'EFTYPE', 'EOVERFLOW']

/** Where the vault's own folder should be. */
const NO_FOLDER_CODES = ['EEXIST', 'ENOTDIR']

/** What a failed file call of the vault means to the person; anything that is not the file system's word is passed on. */
export function fileFault(thrown: unknown, key: string): unknown {
  const code = errorCode(thrown)
  if (code === null) return thrown
  if (isFull(thrown)) return new FaultError(fault('vault_full'), { cause: thrown })
  if (TOO_MANY_OPEN_CODES.includes(code)) return new FaultError(fault('vault_starved'), { cause: thrown })
  if (NO_FOLDER_CODES.includes(code))
    return new FaultError(fault('vault_denied', { why: 'no_folder' }), { cause: thrown })
  if (isWrongKind(thrown)) return new FaultError(fault('vault_damaged', { key }), { cause: thrown })
  return new FaultError(fault('vault_denied'), { cause: thrown })
}

/** True when the file (or its folder) is not there. */
export function isAbsent(thrown: unknown): boolean {
  return errorCode(thrown) === 'ENOENT'
}

/** True when there is no room left, or none for this account. */
export function isFull(thrown: unknown): boolean {
  return NO_ROOM_CODES.includes(errorCode(thrown) ?? '')
}

/** True when what lies there is no file, or none of ours (stored-file.ts). */
export function isWrongKind(thrown: unknown): boolean {
  return WRONG_KIND_CODES.includes(errorCode(thrown) ?? '')
}

function errorCode(thrown: unknown): string | null {
  if (!(thrown instanceof Error) || !('syscall' in thrown) || !('code' in thrown)) return null
  return typeof thrown.code === 'string' ? thrown.code : null
}
