import { nodeClock } from '../adapters/node/clock.ts'
import { makeStateFolder } from '../adapters/node/files/state-folder.ts'

/**
 * Makes the state folder, or checks that it is ours alone, before anything in it is trusted. Files that other users have
 * put there under our names are set aside and journaled. Raises what makeStateFolder raises.
 */
export async function ownStateFolder(path: string): Promise<void> {
  const aside = makeStateFolder(path)
  if (aside.length === 0) return
  const { journalFile } = await import('../adapters/node/files/journal-file.ts')
  // Not through the keeper, which may not run yet: appends to the file directly.
  const journal = journalFile(path)
  for (const file of aside) await journal.append({ at: nodeClock.now(), event: 'file_set_aside', params: { file } })
}
