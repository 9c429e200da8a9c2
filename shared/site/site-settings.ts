import type { Fault } from '../fault.ts'
import { type ManagedConnection, readSiteFile, type SiteFile } from './site-file.ts'

/** What a site's administrator has laid down for this workstation; everything is empty where there are no files. */
export type SiteSettings = Omit<SiteFile, 'connections'> & {
  readonly connections: ReadonlyMap<string, ManagedConnection>
  /** The files in force. */
  readonly files: readonly string[]
  /** One for each file that cannot be used; with the parameter `kept` where its last good content stays in force. */
  readonly faults: readonly Fault[]
  /** A file or folder of the administrator that was never read successfully; null where everything was. */
  readonly unreadablePath: string | null
}

/** A file as it was found: its text, or why it cannot be used. */
export type FoundFile =
  | { readonly path: string; readonly text: string }
  | { readonly path: string; readonly fault: Fault }

export const NO_SITE: SiteSettings = {
  contact: null,
  connections: new Map(),
  defaults: {},
  allowedOrigins: [],
  vault: null,
  proxy: null,
  authorities: null,
  notify: null,
  files: [],
  faults: [],
  unreadablePath: null,
}

/**
 * Merges the files in the order in which they are given (by name), each time it is called: a later file replaces what an
 * earlier one says of the same thing, and allowed origins add up. A file that breaks stays in force as it was last read, until
 * it is repaired or removed: otherwise a typo would lift the site's restrictions (docs/decisions.md 40).
 */
export function siteReader(): (found: readonly FoundFile[], now: number) => SiteSettings {
  let lastGood: ReadonlyMap<string, string> = new Map()
  return (found, now) => {
    const judged = judgeFiles(found, now, lastGood)
    lastGood = new Map(judged.flatMap(({ path, text, site }) => (site === null ? [] : [[path, text] as const])))
    return judged.reduce(withFile, NO_SITE)
  }
}

type JudgedFile = {
  readonly path: string
  /** Its content, or its last good one. */
  readonly text: string
  readonly site: SiteFile | null
  readonly fault: Fault | null
}

function judgeFiles(
  found: readonly FoundFile[],
  now: number,
  lastGood: ReadonlyMap<string, string>,
): readonly JudgedFile[] {
  const folderFault = found.find((file) => 'fault' in file && !isSettingsFile(file))
  // The folder cannot be read: the files last read from it stay in force.
  const files = folderFault === undefined ? found : [...lastGood].map(([path, text]) => ({ path, text }))
  const judged = files.map((file) => judgeFile(file, now, lastGood.get(file.path)))
  if (folderFault === undefined || !('fault' in folderFault)) return judged
  const { path, fault } = folderFault
  return [{ path, text: '', site: null, fault: judged.length > 0 ? withLastGoodInForce(fault) : fault }, ...judged]
}

function judgeFile(found: FoundFile, now: number, previousText: string | undefined): JudgedFile {
  const { path } = found
  const reading = 'text' in found ? readSiteFile(path, found.text, now) : { ok: false as const, fault: found.fault }
  if (reading.ok) return { path, text: 'text' in found ? found.text : '', site: reading.site, fault: null }
  const last = previousText === undefined ? null : readSiteFile(path, previousText, now)
  if (previousText === undefined || last?.ok !== true) return { path, text: '', site: null, fault: reading.fault }
  return { path, text: previousText, site: last.site, fault: withLastGoodInForce(reading.fault) }
}

const isSettingsFile = ({ path }: Pick<FoundFile, 'path'>): boolean => path.endsWith('.json')

const withLastGoodInForce = (fault: Fault): Fault => ({ ...fault, params: { ...fault.params, kept: 'yes' } })

/** An unsafe folder may be somebody else's: it does not mean that the administrator has laid down anything. */
const isUnreadable = (judged: JudgedFile): boolean =>
  judged.site === null &&
  judged.fault?.params['kept'] === undefined &&
  (isSettingsFile(judged) || judged.fault?.code !== 'site_file_unsafe')

function withFile(before: SiteSettings, judged: JudgedFile): SiteSettings {
  const { path, fault } = judged
  const unreadablePath = before.unreadablePath ?? (isUnreadable(judged) ? path : null)
  const site = { ...before, unreadablePath, faults: fault === null ? before.faults : [...before.faults, fault] }
  if (judged.site === null) return site
  const { contact, connections, defaults, allowedOrigins, vault, proxy, authorities, notify } = judged.site
  return {
    ...site,
    contact: contact ?? site.contact,
    connections: new Map([...site.connections, ...connections.map((each) => [each.name, each] as const)]),
    defaults: { ...site.defaults, ...defaults },
    allowedOrigins: [...new Set([...site.allowedOrigins, ...allowedOrigins])],
    vault: vault ?? site.vault,
    proxy: proxy ?? site.proxy,
    authorities: authorities ?? site.authorities,
    notify: notify && {
      command: notify.command ?? site.notify?.command ?? null,
      webhook: notify.webhook ?? site.notify?.webhook ?? null,
    },
    files: [...site.files, path],
  }
}
