import { FaultError, fault, faultOf, raise } from '../../../shared/fault.ts'
import type { Terminal } from '../../adapters/node/terminal/terminal.ts'

/** A token in a file, as far as it was written here. What is there at first is written over where `replace` says so. */
export function sinkFile(
  terminal: Pick<Terminal, 'look' | 'save' | 'replace' | 'discard'>,
  path: string,
  replace: boolean,
) {
  let isFirst = true
  /** The last one that was written to its end; null where none was. */
  let written: string | null = null
  /** What may lie there: a write that fails has perhaps come as far as the file. */
  let ours: readonly string[] = []

  return {
    /** False where it lies there already. Raises file_unwritable. */
    async write(token: string): Promise<boolean> {
      if (!isFirst) {
        const there = await terminal.look(path, [...ours, token])
        // Two that keep one file would write over each other's for ever.
        if (there === 'other') raise('file_unwritable', { path, why: 'other' })
        // Gone with its folder, or cleaned away: nothing would be there until the next renewal.
        if (written === token && there === 'ours') return false
      }
      ours = [...ours, token]
      // One that is there already is somebody's, unless it is said to be ours.
      await (isFirst && !replace ? terminal.save(path, token) : terminal.replace(path, token))
      isFirst = false
      written = token
      ours = [token]
      return true
    },
    /** Null where nothing was written; false where something else lies there now, which stays. Raises file_unwritable. */
    async takeAway(): Promise<boolean | null> {
      if (written === null) return null
      const isRemoved = await terminal.discard(path, ours).catch(leftBehind)
      written = null
      ours = []
      return isRemoved
    },
  }
}

/** What hinders its removal matters less than that it lies there. */
function leftBehind(thrown: unknown): never {
  const { code, params } = faultOf(thrown)
  if (code !== 'file_unwritable') throw thrown
  throw new FaultError(fault(code, { ...params, why: 'left' }), { cause: thrown })
}
