import { existsSync, readFileSync, renameSync } from 'node:fs'
import { basename, join } from 'node:path'
import Conf from 'conf'
import { readIndex } from '../../../shared/domain/kept-index.ts'
import { FaultError, fault } from '../../../shared/fault.ts'
import type { Cancel, Clock, IndexFile } from '../../core/ports.ts'
import { errorCode } from './error-code.ts'

/** Long enough that a burst of changes costs one write, short enough that a crash forgets next to nothing. */
const DEBOUNCE_MS = 250

const NAME = 'index'

/**
 * index.json (design decision 1), written whole and atomically by conf, 0600. A file that is no index of ours is set
 * aside as index.json.damaged-N. Writing raises state_folder_unusable {path, detail} from `flush` only: the index
 * can be rebuilt, so a debounced write that fails waits for the next one.
 */
export function indexFile(folder: string, clock: Pick<Clock, 'after'>): IndexFile {
  const path = join(folder, `${NAME}.json`)
  const { content, setAside } = readOrSetAside(path)
  let waiting: (() => unknown) | null = null
  let timer: Cancel | null = null

  function write(): void {
    timer?.()
    timer = null
    if (waiting === null) return
    store(folder, waiting())
    waiting = null
  }

  return {
    setAside,
    read: () => structuredClone(content),
    write(make) {
      waiting = make
      timer ??= clock.after(DEBOUNCE_MS, () => {
        timer = null
        try {
          write()
        } catch (thrown) {
          // `waiting` still holds what to write; `flush` says why it does not work.
          if (!(thrown instanceof FaultError)) throw thrown
        }
      })
    },
    async flush() {
      write()
    },
  }
}

type Reading = { readonly content: unknown; readonly setAside: string | null }

function readOrSetAside(path: string): Reading {
  if (!existsSync(path)) return { content: null, setAside: null }
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (readIndex(content) !== null) return { content, setAside: null }
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw unusable(path, thrown)
  }
  return { content: null, setAside: moveAside(path) }
}

function moveAside(path: string): string {
  let number = 1
  while (existsSync(`${path}.damaged-${number}`)) number += 1
  const aside = `${path}.damaged-${number}`
  try {
    renameSync(path, aside)
  } catch (thrown) {
    throw unusable(path, thrown)
  }
  return basename(aside)
}

function store(folder: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) throw new TypeError('the index is an object')
  try {
    // Opened anew each time: someone may have spoilt or deleted the file while we ran, and ours is to replace it.
    opened(folder).store = { ...value }
  } catch (thrown) {
    throw unusable(join(folder, `${NAME}.json`), thrown)
  }
}

function opened(folder: string): Conf<Record<string, unknown>> {
  return new Conf({
    cwd: folder,
    configName: NAME,
    configFileMode: 0o600,
    accessPropertiesByDotNotation: false,
    clearInvalidConfig: true,
  })
}

function unusable(path: string, thrown: unknown): FaultError {
  const params = { path, detail: errorCode(thrown) }
  return new FaultError(fault('state_folder_unusable', params), { cause: thrown })
}
