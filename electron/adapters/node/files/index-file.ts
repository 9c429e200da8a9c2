import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { FaultError } from '../../../../shared/fault.ts'
import { foreignIndexVersion, readIndex } from '../../../../shared/index-file/stored-index.ts'
import type { Cancel, Clock, IndexFile } from '../../../core/ports.ts'
import { writeAtomically } from './atomic-write.ts'
import { isWrongKind } from './file-fault.ts'
import { setAside } from './set-aside.ts'
import { unusable } from './state-folder-faults.ts'
import { readStoredTextSync } from './stored-file.ts'

/** Long enough that a burst of changes costs one write, short enough that a crash forgets next to nothing. */
const DEBOUNCE_MS = 250

/**
 * index.json (docs/decisions.md 1), replaced as a whole, 0600. A file that is no index of ours is set aside as
 * index.json.damaged-N; one of another version stays as it is, and nothing is written to it. Writing raises
 * state_folder_unusable {path, detail} from `flush` only: the index can be rebuilt, so a debounced write that fails waits for the next one.
 */
export function indexFile(folder: string, clock: Pick<Clock, 'after'>): IndexFile {
  const path = join(folder, 'index.json')
  const { content, setAside, leftAlone } = readOrSetAside(path)
  let pendingContent: (() => unknown) | null = null
  let timer: Cancel | null = null
  let writing: Promise<void> = Promise.resolve()

  /** One write after the other: of two at once the older one could come last. */
  function write(): Promise<void> {
    timer?.()
    timer = null
    writing = writing
      .catch(() => {})
      .then(async () => {
        if (pendingContent === null) return
        const make = pendingContent
        await store(path, make())
        if (pendingContent === make) pendingContent = null
      })
    return writing
  }

  return {
    setAside,
    leftAlone,
    read: () => structuredClone(content),
    write(make) {
      if (leftAlone !== null) return
      pendingContent = make
      timer ??= clock.after(DEBOUNCE_MS, () => {
        void write().catch((thrown: unknown) => {
          // `pendingContent` still holds what to write; `flush` says why it does not work.
          if (!(thrown instanceof FaultError)) throw thrown
        })
      })
    },
    flush: write,
  }
}

type Reading = { readonly content: unknown; readonly setAside: string | null; readonly leftAlone: number | null }

function readOrSetAside(path: string): Reading {
  const empty = { content: null, setAside: null, leftAlone: null }
  if (!existsSync(path)) return empty
  try {
    const content: unknown = JSON.parse(readStoredTextSync(path))
    if (readIndex(content) !== null) return { ...empty, content }
    const leftAlone = foreignIndexVersion(content)
    if (leftAlone !== null) return { ...empty, leftAlone }
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError) && !isWrongKind(thrown)) throw unusable(path, thrown)
  }
  return { ...empty, setAside: moveAside(path) }
}

function moveAside(path: string): string {
  try {
    return setAside(path)
  } catch (thrown) {
    throw unusable(path, thrown)
  }
}

async function store(path: string, value: unknown): Promise<void> {
  try {
    await writeAtomically(path, `${JSON.stringify(value, null, 2)}\n`)
  } catch (thrown) {
    throw unusable(path, thrown)
  }
}
