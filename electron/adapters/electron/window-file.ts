import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { jsonIn } from '../../../shared/encoding/json-text.ts'
import { type Fault, fault } from '../../../shared/fault.ts'
import {
  DEFAULT_WINDOW,
  foreignWindowVersion,
  readWindow,
  type StoredWindow,
  WINDOW_VERSION,
} from '../../../shared/preferences/stored-window.ts'
import type { Cancel, Clock } from '../../core/ports.ts'
import { moveAsideIfNoFile } from '../node/files/copy-aside.ts'
import { isWrongKind } from '../node/files/file-fault.ts'
import { setAside } from '../node/files/set-aside.ts'
import { unusable } from '../node/files/state-folder-faults.ts'
import { readStoredTextSync } from '../node/files/stored-file.ts'

/** A window that is dragged tells its place sixty times a second. */
const DEBOUNCE_MS = 500

export type WindowFile = ReturnType<typeof windowFile>

type WindowFileOptions = {
  readonly folder: string
  readonly clock: Pick<Clock, 'after'>
  /** Told when the file is of another version, or cannot be read or written, once until that works again. The window works on without it. */
  troubled(trouble: Fault): void
}

/** window.json (docs/decisions.md 1), written by the desktop alone through electron-store, as a whole, 0600. */
export function windowFile({ folder, clock, troubled }: WindowFileOptions) {
  const path = join(folder, 'window.json')
  const tell = onceInARow(troubled)
  const reading = readOrSetAside(path)
  if (reading.trouble !== null) tell(unusable(path, reading.trouble).fault)
  if (reading.newer !== null) tell(reading.newer)
  let current = reading.content ?? DEFAULT_WINDOW
  let waiting = false
  let timer: Cancel | null = null
  let writing: Promise<void> = Promise.resolve()

  /** One write after the other: of two at once the older one could come last. */
  function flush(): Promise<void> {
    timer?.()
    timer = null
    writing = writing.then(write)
    return writing
  }

  async function write(): Promise<void> {
    if (!waiting) return
    try {
      // A pipe that took its place while we run would be waited for by the library that reads it, and by all of the desktop.
      if (existsSync(path)) await moveAsideIfNoFile(path)
      const store = await openStore(folder)
      waiting = false
      store.store = { ...current }
      tell(null)
    } catch (thrown) {
      waiting = true
      tell(unusable(path, thrown).fault)
    }
  }

  return {
    /** The name under which an unreadable file was set aside at start, else null. */
    setAside: reading.setAside,
    current: (): StoredWindow => current,
    /** Holds at once, and is written a moment later. */
    change(part: Partial<Omit<StoredWindow, 'version'>>): void {
      current = { ...current, ...part }
      if (reading.newer !== null) return
      waiting = true
      timer ??= clock.after(DEBOUNCE_MS, () => void flush())
    },
    flush,
  }
}

type Reading = {
  readonly content: StoredWindow | null
  readonly setAside: string | null
  /** Another build's file: it stays as it is. */
  readonly newer: Fault | null
  readonly trouble: unknown
}

function readOrSetAside(path: string): Reading {
  const nothing = { content: null, setAside: null, newer: null, trouble: null }
  try {
    if (!existsSync(path)) return nothing
    const text = jsonIn(textAt(path))
    const version = foreignWindowVersion(text)
    if (version !== null) return { ...nothing, newer: fault('file_newer', { path, version, reads: WINDOW_VERSION }) }
    const content = readWindow(text)
    return content === null ? { ...nothing, setAside: setAside(path) } : { ...nothing, content }
  } catch (thrown) {
    return { ...nothing, trouble: thrown }
  }
}

/** What is no file holds no words of ours either. */
function textAt(path: string): string {
  try {
    return readStoredTextSync(path)
  } catch (thrown) {
    if (isWrongKind(thrown)) return ''
    throw thrown
  }
}

/** Loaded with the first write: the window has to wait for no more than its file. */
async function openStore(folder: string) {
  const { default: Store } = await import('electron-store')
  // Opened anew each time, with its own clearing on: we have looked at the file ourselves and set aside what was no good,
  // and what somebody spoils while we run is to be replaced.
  return new Store<Record<string, unknown>>({
    cwd: folder,
    name: 'window',
    configFileMode: 0o600,
    accessPropertiesByDotNotation: false,
    clearInvalidConfig: true,
  })
}

/** Null says that it works again. */
function onceInARow(troubled: (trouble: Fault) => void): (trouble: Fault | null) => void {
  let told = false
  return (trouble) => {
    if (trouble !== null && !told) troubled(trouble)
    told = trouble !== null
  }
}
