import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readFileSync, type Stats } from 'node:fs'
import { join, resolve } from 'node:path'
import { decodedText } from '../../../../shared/encoding/decoded-text.ts'
import { type Fault, fault } from '../../../../shared/fault.ts'
import { type FoundFile, NO_SITE, type SiteSettings, siteSettings } from '../../../../shared/site/site-settings.ts'
import type { Clock, SiteFiles } from '../../../core/ports.ts'
import { errorCode } from '../error-code.ts'
import { watchFolders } from './folder-watch.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** More than a site could want to say, and little enough to be read at each start. */
const LONGEST_FILE = 4 * 1_024 * 1_024
/** An editor or a configuration tool writes several times in a row. */
const SETTLED_MS = 300
const OTHERS_WRITE = 0o022
const ROOT = 0

type Place = { readonly folder: string; readonly owners: readonly number[] }

/**
 * The folder of managed settings. Without EVERBEARER_SITE it is the platform's, where nobody but the administrator can write.
 * With it, it is the word of whoever set it, and may be his own as well. Null on Windows, where any user may make a
 * folder in %ProgramData% and no mode tells who did.
 */
export function siteFolder(env: Environment, platform: NodeJS.Platform = process.platform): Place | null {
  const chosen = env['EVERBEARER_SITE']
  if (platform === 'win32') return null
  if (chosen) return { folder: resolve(chosen), owners: [ROOT, process.getuid?.() ?? ROOT] }
  const folder = platform === 'darwin' ? '/Library/Application Support/Everbearer' : '/etc/everbearer'
  return { folder, owners: [ROOT] }
}

export function siteFiles(env: Environment, clock: Clock): SiteFiles {
  const place = siteFolder(env)
  if (place === null) return { settings: () => NO_SITE, subscribe: () => () => undefined }
  let settings: SiteSettings | null = null
  return {
    settings: () => (settings ??= siteSettings(foundSiteFiles(place), clock.now())),
    subscribe(changed) {
      let cancel = () => {}
      const watch = watchFolders([place.folder], () => {
        cancel()
        cancel = clock.after(SETTLED_MS, () => {
          settings = null
          changed()
        })
      })
      return () => {
        cancel()
        watch.stop()
      }
    },
  }
}

/** By name. Owner and mode are looked up before a word is believed; what is not believed comes back as a fault. */
export function foundSiteFiles(place: Place): readonly FoundFile[] {
  const { folder } = place
  const names = namesIn(folder)
  if (names === null || 'path' in names) return names === null ? [] : [names]
  const look = lstatSync(folder, { throwIfNoEntry: false })
  if (look === undefined || names.length === 0) return []
  const why = distrusted(look, place)
  if (why !== null) return [{ path: folder, fault: fault('site_file_unsafe', { file: folder, why }) }]
  return names.map((name) => fileAt(join(folder, name), place))
}

/** Null where there is no such folder. */
function namesIn(folder: string): readonly string[] | FoundFile | null {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort()
  } catch (thrown) {
    const code = errorCode(thrown)
    return code === 'ENOENT' ? null : { path: folder, fault: unreadable(folder, code) }
  }
}

/** What is judged is what is read: the open file, and never a link. */
function fileAt(path: string, place: Place): FoundFile {
  try {
    const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    try {
      const look = fstatSync(file)
      const why = look.isFile() ? distrusted(look, place) : 'no_file'
      if (why !== null) return { path, fault: fault('site_file_unsafe', { file: path, why }) }
      if (look.size > LONGEST_FILE) return { path, fault: unreadable(path, 'input_too_large') }
      // Nothing is guessed of what counts for everybody here.
      const read = decodedText(readFileSync(file))
      if (read === null || read.encoding === 'windows-1252') return { path, fault: unreadable(path, 'no_text_file') }
      return { path, text: read.text }
    } finally {
      closeSync(file)
    }
  } catch (thrown) {
    const code = errorCode(thrown)
    if (code === 'ELOOP') return { path, fault: fault('site_file_unsafe', { file: path, why: 'link' }) }
    return { path, fault: unreadable(path, code) }
  }
}

function distrusted(look: Stats, { owners }: Place): string | null {
  if (look.isSymbolicLink()) return 'link'
  if (!owners.includes(look.uid)) return 'owner'
  return (look.mode & OTHERS_WRITE) === 0 ? null : 'mode'
}

function unreadable(file: string, why: string): Fault {
  return fault('site_file_broken', { file, where: 'file', why })
}
