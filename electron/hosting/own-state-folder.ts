import { nodeClock } from '../adapters/node/clock.ts'
import { makeStateFolder } from '../adapters/node/files/state-folder.ts'

/**
 * Makes the state folder, or sees that it is ours alone, before anything in it is believed; what other users left there
 * under our names is journaled. Raises what makeStateFolder raises.
 */
export async function ownStateFolder(path: string): Promise<void> {
  const aside = makeStateFolder(path)
  if (aside.length === 0) return
  const { journalFile } = await import('../adapters/node/files/journal-file.ts')
  // Past the keeper, which may not be there yet: lines of their own at the end of the file.
  const journal = journalFile(path)
  for (const file of aside) await journal.append({ at: nodeClock.now(), event: 'file_set_aside', params: { file } })
}
