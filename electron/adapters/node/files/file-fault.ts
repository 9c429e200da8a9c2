import { FaultError, fault } from '../../../../shared/fault.ts'

const FULL = ['ENOSPC', 'EDQUOT', 'EFBIG']
/** Passes when others give back what they hold; rights have nothing to do with it. */
const STARVED = ['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN']
/** Something else lies where our file should be. */
const WRONG_KIND = ['EISDIR', 'ENOTDIR', 'ELOOP']

/** What a failed file call of the vault means to the person; anything that is not the file system's word is passed on. */
export function fileFault(thrown: unknown, key: string): unknown {
  const code = errorCode(thrown)
  if (code === null) return thrown
  if (FULL.includes(code)) return new FaultError(fault('vault_full'), { cause: thrown })
  if (STARVED.includes(code)) return new FaultError(fault('vault_starved'), { cause: thrown })
  if (WRONG_KIND.includes(code)) return new FaultError(fault('vault_damaged', { key }), { cause: thrown })
  return new FaultError(fault('vault_denied'), { cause: thrown })
}

/** True when the file (or its folder) is not there. */
export function isAbsent(thrown: unknown): boolean {
  return errorCode(thrown) === 'ENOENT'
}

function errorCode(thrown: unknown): string | null {
  if (!(thrown instanceof Error) || !('syscall' in thrown) || !('code' in thrown)) return null
  return typeof thrown.code === 'string' ? thrown.code : null
}
