import { dirname } from 'node:path'
import { type Fault, faultOf } from '../../../../shared/fault.ts'
import type { Clock } from '../../../core/ports.ts'
import { watchFolders } from '../files/folder-watch.ts'
import { readTlsPair, type TlsFiles, type TlsPair } from './tls-pair.ts'

/** Both files are written, one after the other, and links change in between. */
const SETTLED_MS = 500
/** Some places cannot be watched; and an end comes by itself. */
const LOOK_MS = 3_600_000

/** `looked` is called after every look, with whether there is another pair. Raises what `readTlsPair` raises. */
export function watchTlsPair(files: TlsFiles, clock: Clock, looked: (isNew: boolean) => void) {
  let pair = readTlsPair(files)
  let trouble: Fault | null = null
  let cancel = clock.after(LOOK_MS, look)
  const watch = watchFolders([dirname(files.certificate), dirname(files.key)], () => {
    cancel()
    cancel = clock.after(SETTLED_MS, look)
  })

  function look(): void {
    cancel = clock.after(LOOK_MS, look)
    const before = pair
    try {
      const read = readTlsPair(files)
      if (read.cert !== pair.cert || read.key !== pair.key) pair = read
      trouble = null
    } catch (thrown) {
      trouble = faultOf(thrown)
    }
    looked(pair !== before)
  }

  return {
    /** The last that could be read. */
    current: (): TlsPair => pair,
    /** Why what lies there now cannot be used; the last good pair goes on. */
    fault: (): Fault | null => trouble,
    stop() {
      watch.stop()
      cancel()
    },
  }
}
