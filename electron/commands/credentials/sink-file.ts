import { FaultError, fault, faultOf, raise } from '../../../shared/fault.ts'
import type { Terminal } from '../../adapters/node/terminal/terminal.ts'

/** A file with a token; only content written here counts as ours. At first an existing file is kept unless `replace`. */
export function sinkFile(
  terminal: Pick<Terminal, 'look' | 'save' | 'replace' | 'discard'>,
  path: string,
  replace: boolean,
) {
  let isFirst = true
  /** The last one that was written to its end; null where none was. */
  let lastWritten: string | null = null
  /** All that may be in the file now: a failed write may have got that far. */
  let ownTexts: readonly string[] = []

  return {
    /** False where it lies there already. Raises file_unwritable. */
    async write(token: string): Promise<boolean> {
      if (!isFirst) {
        const present = await terminal.look(path, [...ownTexts, token])
        // Two commands on one file would overwrite each other for ever.
        if (present === 'other') raise('file_unwritable', { path, why: 'other' })
        // Gone with its folder, or cleaned away: nothing would be there until the next renewal.
        if (lastWritten === token && present === 'ours') return false
      }
      ownTexts = [...ownTexts, token]
      // A file that was there before us is somebody else's, unless `replace` was given.
      await (isFirst && !replace ? terminal.save(path, token) : terminal.replace(path, token))
      isFirst = false
      lastWritten = token
      ownTexts = [token]
      return true
    },
    /** Null where nothing was written; false where something else lies there now, which stays. Raises file_unwritable. */
    async remove(): Promise<boolean | null> {
      if (lastWritten === null) return null
      const isRemoved = await terminal.discard(path, ownTexts).catch(raiseLeftBehind)
      lastWritten = null
      ownTexts = []
      return isRemoved
    },
  }
}

/** That the file was left matters more than why. */
function raiseLeftBehind(thrown: unknown): never {
  const { code, params } = faultOf(thrown)
  if (code !== 'file_unwritable') throw thrown
  throw new FaultError(fault(code, { ...params, why: 'left' }), { cause: thrown })
}
