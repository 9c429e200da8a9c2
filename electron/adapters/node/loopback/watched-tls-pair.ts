import { dirname } from 'node:path'
import { type Fault, faultOf } from '../../../../shared/fault.ts'
import type { Clock } from '../../../core/ports.ts'
import { watchFolders } from '../files/folder-watch.ts'
import { readTlsPair, type TlsFiles, type TlsPair } from './tls-pair.ts'

/** Debounce: both files are written one after the other, and links change in between. */
const DEBOUNCE_MS = 500
/** Some folders cannot be watched, and a certificate expires without a change of file. */
const CHECK_EVERY_MS = 3_600_000

/** `onCheck` is called after every check, with whether the pair is new. Raises what `readTlsPair` raises. */
export function watchTlsPair(files: TlsFiles, clock: Clock, onCheck: (isNew: boolean) => void) {
  let pair = readTlsPair(files)
  let lastFault: Fault | null = null
  let cancel = clock.after(CHECK_EVERY_MS, check)
  const watch = watchFolders([dirname(files.certificate), dirname(files.key)], () => {
    cancel()
    cancel = clock.after(DEBOUNCE_MS, check)
  })

  function check(): void {
    cancel = clock.after(CHECK_EVERY_MS, check)
    const before = pair
    try {
      const read = readTlsPair(files)
      if (read.cert !== pair.cert || read.key !== pair.key) pair = read
      lastFault = null
    } catch (thrown) {
      lastFault = faultOf(thrown)
    }
    onCheck(pair !== before)
  }

  return {
    /** The last valid pair. */
    current: (): TlsPair => pair,
    /** Why the files cannot be used now; the last valid pair stays in use. */
    fault: (): Fault | null => lastFault,
    stop() {
      watch.stop()
      cancel()
    },
  }
}
