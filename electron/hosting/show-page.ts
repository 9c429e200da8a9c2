import { writeRedirectFile } from '../adapters/node/loopback/redirect-file.ts'
import { showInBrowser } from '../adapters/node/processes/system-browser.ts'
import type { Clock, Random } from '../core/ports.ts'

export type ShownPage = Awaited<ReturnType<typeof showPage>>

/** The ticket in the file has expired by then. */
const REMOVE_AFTER_MS = 60_000

/** Shows the page in the person's browser; `address` has a ticket of its own, not the printed one. */
export async function showPage(
  address: string,
  stateFolder: string,
  { clock, random }: { clock: Clock; random: Random },
) {
  const file = await writeRedirectFile(stateFolder, address, random)
  const cancel = clock.after(REMOVE_AFTER_MS, () => void file.remove())
  return {
    /** False where no browser could be opened. */
    shown: await showInBrowser(file.path, clock),
    /** Removes what was left for the browser to read. */
    async tidy(): Promise<void> {
      cancel()
      await file.remove()
    },
  }
}
