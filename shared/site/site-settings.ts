import type { Fault } from '../fault.ts'
import { type ManagedConnection, readSiteFile, type SiteFile } from './site-file.ts'

/** What a site's administrator has laid down for this workstation; all of it empty where there is none. */
export type SiteSettings = Omit<SiteFile, 'connections'> & {
  readonly connections: ReadonlyMap<string, ManagedConnection>
  /** The files that are obeyed. */
  readonly files: readonly string[]
  /** Of each file that is not. */
  readonly faults: readonly Fault[]
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
}

/**
 * All files as one, in the order in which they are given (by name): what a later one says of a thing replaces what an
 * earlier one said of it, and allowed origins add up.
 */
export function siteSettings(found: readonly FoundFile[], now: number): SiteSettings {
  return found.reduce((site, file) => withFile(site, file, now), NO_SITE)
}

function withFile(site: SiteSettings, found: FoundFile, now: number): SiteSettings {
  if ('fault' in found) return { ...site, faults: [...site.faults, found.fault] }
  const reading = readSiteFile(found.path, found.text, now)
  if (!reading.ok) return { ...site, faults: [...site.faults, reading.fault] }
  const { contact, connections, defaults, allowedOrigins, vault, proxy, authorities, notify } = reading.site
  return {
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
    files: [...site.files, found.path],
    faults: site.faults,
  }
}
