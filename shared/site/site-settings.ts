import type { Fault } from '../fault.ts'
import { type ManagedConnection, readSiteFile, type SiteFile } from './site-file.ts'

/** What a site's administrator has laid down for this workstation; all of it empty where there is none. */
export type SiteSettings = Omit<SiteFile, 'connections'> & {
  readonly connections: ReadonlyMap<string, ManagedConnection>
  /** The files that are obeyed. */
  readonly files: readonly string[]
  /** Of each file that is not; with `kept` where what it said before stays in force. */
  readonly faults: readonly Fault[]
  /** The administrator has laid down something that nobody here could read yet; null where all that there is is known. */
  readonly unread: string | null
}

/** A file as it was found: its text, or why it is not believed. */
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
  unread: null,
}

/**
 * Reads what is found again and again, all files as one, in the order in which they are given (by name): what a later one says
 * of a thing replaces what an earlier one said of it, and allowed origins add up. A file that breaks stays in force as it was read last, until it is whole or gone: else
 * a slip of the pen would open what the site has shut (docs/decisions.md 40).
 */
export function siteReader(): (found: readonly FoundFile[], now: number) => SiteSettings {
  let believed: ReadonlyMap<string, string> = new Map()
  return (found, now) => {
    const judged = judgedFiles(found, now, believed)
    believed = new Map(judged.flatMap(({ path, text, site }) => (site === null ? [] : [[path, text] as const])))
    return judged.reduce(withFile, NO_SITE)
  }
}

type Judged = {
  readonly path: string
  /** What it says, or said last. */
  readonly text: string
  readonly site: SiteFile | null
  readonly fault: Fault | null
}

function judgedFiles(
  found: readonly FoundFile[],
  now: number,
  believed: ReadonlyMap<string, string>,
): readonly Judged[] {
  const shut = found.find((file) => 'fault' in file && !isFile(file))
  // Nobody can see what lies in the folder now.
  const files = shut === undefined ? found : [...believed].map(([path, text]) => ({ path, text }))
  const judged = files.map((file) => judgedFile(file, now, believed.get(file.path)))
  if (shut === undefined || !('fault' in shut)) return judged
  const { path, fault } = shut
  return [{ path, text: '', site: null, fault: judged.length > 0 ? kept(fault) : fault }, ...judged]
}

function judgedFile(found: FoundFile, now: number, before: string | undefined): Judged {
  const { path } = found
  const reading = 'text' in found ? readSiteFile(path, found.text, now) : { ok: false as const, fault: found.fault }
  if (reading.ok) return { path, text: 'text' in found ? found.text : '', site: reading.site, fault: null }
  const last = before === undefined ? null : readSiteFile(path, before, now)
  if (before === undefined || last?.ok !== true) return { path, text: '', site: null, fault: reading.fault }
  return { path, text: before, site: last.site, fault: kept(reading.fault) }
}

const isFile = ({ path }: Pick<FoundFile, 'path'>): boolean => path.endsWith('.json')

const kept = (fault: Fault): Fault => ({ ...fault, params: { ...fault.params, kept: 'yes' } })

/** A folder that somebody else could have made says nothing of what the administrator wants. */
const isUnread = (judged: Judged): boolean =>
  judged.site === null &&
  judged.fault?.params['kept'] === undefined &&
  (isFile(judged) || judged.fault?.code !== 'site_file_unsafe')

function withFile(before: SiteSettings, judged: Judged): SiteSettings {
  const { path, fault } = judged
  const unread = before.unread ?? (isUnread(judged) ? path : null)
  const site = { ...before, unread, faults: fault === null ? before.faults : [...before.faults, fault] }
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
