import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readFileSync, type Stats } from 'node:fs'
import { join, resolve, win32 } from 'node:path'
import { decodedText } from '../../../../shared/encoding/decoded-text.ts'
import { type Fault, fault } from '../../../../shared/fault.ts'
import { type FoundFile, type SiteSettings, siteReader } from '../../../../shared/site/site-settings.ts'
import { windowsDistrust } from '../../../../shared/site/windows-trust.ts'
import type { Clock, SiteFiles } from '../../../core/ports.ts'
import { errorCode } from '../error-code.ts'
import { watchFolders } from './folder-watch.ts'
import { windowsSecurity } from './windows-security.ts'

/** More than a site could want to say, and little enough to be read at each start. */
const MAX_FILE_BYTES = 4 * 1_024 * 1_024
/** An editor or a configuration tool writes several times in a row. */
const AFTER_LAST_WRITE_MS = 300
const OTHERS_WRITE = 0o022
const ROOT = 0

/** Why that file or folder is not trusted; null where it is. */
type DistrustOf = (look: Stats, path: string) => string | null

type SiteFolder = {
  readonly folder: string
  /** Of this folder and what lies in it. */
  readonly judge: (paths: readonly string[]) => DistrustOf
}

/**
 * The folder of managed settings. Without EVERBEARER_SITE it is the platform's, where nobody but the administrator can write.
 * With it, the folder may also belong to this user; but on Windows it must always be an administrator's.
 */
export function siteFolder(
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
  securityOf: (paths: readonly string[]) => readonly string[] = windowsSecurity,
): SiteFolder {
  const chosen = env['EVERBEARER_SITE']
  if (platform === 'win32') {
    const folder = chosen || win32.join(env['ProgramData'] || 'C:\\ProgramData', 'Everbearer')
    return { folder, judge: (paths) => windowsJudge(new Map(securityOf(paths).map((sddl, at) => [paths[at], sddl]))) }
  }
  if (chosen) return { folder: resolve(chosen), judge: () => ownerJudge([ROOT, process.getuid?.() ?? ROOT]) }
  const folder = platform === 'darwin' ? '/Library/Application Support/Everbearer' : '/etc/everbearer'
  return { folder, judge: () => ownerJudge([ROOT]) }
}

function ownerJudge(owners: readonly number[]): DistrustOf {
  return (look) => {
    if (look.isSymbolicLink()) return 'link'
    if (!owners.includes(look.uid)) return 'owner'
    return (look.mode & OTHERS_WRITE) === 0 ? null : 'mode'
  }
}

/** By the security descriptor; without one the file is not trusted. */
function windowsJudge(security: ReadonlyMap<string | undefined, string>): DistrustOf {
  return (look, path) => (look.isSymbolicLink() ? 'link' : windowsDistrust(security.get(path) ?? ''))
}

export function siteFiles(env: NodeJS.ProcessEnv, clock: Clock): SiteFiles {
  const siteFolderHere = siteFolder(env)
  const read = siteReader()
  let settings: SiteSettings | null = null
  return {
    settings: () => (settings ??= read(readSiteFolder(siteFolderHere), clock.now())),
    subscribe(changed) {
      let cancel = () => {}
      const watch = watchFolders([siteFolderHere.folder], () => {
        cancel()
        cancel = clock.after(AFTER_LAST_WRITE_MS, () => {
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

/** Sorted by name. Owner and mode are checked before a file is read; one that is not trusted comes back as a fault. */
export function readSiteFolder({ folder, judge }: SiteFolder): readonly FoundFile[] {
  const names = namesIn(folder)
  if (names === null) return []
  const stats = lstatSync(folder, { throwIfNoEntry: false })
  if ('path' in names) {
    const why = stats === undefined ? null : judge([folder])(stats, folder)
    return [why === null ? names : { path: folder, fault: fault('site_file_unsafe', { file: folder, why }) }]
  }
  if (stats === undefined || names.length === 0) return []
  const paths = names.map((name) => join(folder, name))
  const distrust = judge([folder, ...paths])
  const why = distrust(stats, folder)
  if (why !== null) return [{ path: folder, fault: fault('site_file_unsafe', { file: folder, why }) }]
  return paths.map((path) => fileAt(path, distrust))
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

/** Checks the very file that it reads: the open one, and never a link. */
function fileAt(path: string, distrust: DistrustOf): FoundFile {
  try {
    // Windows has neither flag; there nobody but an administrator could put a link into the folder.
    const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    try {
      const stats = fstatSync(file)
      const why = stats.isFile() ? distrust(stats, path) : 'no_file'
      if (why !== null) return { path, fault: fault('site_file_unsafe', { file: path, why }) }
      if (stats.size > MAX_FILE_BYTES) return { path, fault: unreadable(path, 'input_too_large') }
      // No guessing of encodings in settings for the whole site.
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

function unreadable(file: string, why: string): Fault {
  return fault('site_file_broken', { file, where: 'file', why })
}
