import { joinUrl } from '../../entry/address.ts'
import { type Fault, fault } from '../../fault.ts'
import type { HttpReply } from '../../http.ts'
import { bearerRequest, foreignReplyFault, otherPath } from '../callbacks.ts'
import {
  type Callbacks,
  type Changes,
  type Known,
  type Learned,
  ownText,
  type Probe,
  type ReadResult,
  type Settings,
} from '../system.ts'
import { osaisPing } from './ping.ts'
import { clientProbe, dataOf, factsIn } from './record.ts'

const FIELDS = ['domain', 'uriNotify', 'uriUpload'] as const

/**
 * Two pages name two paths for the same thing (docs/systems/osais.md 3b). The third is the second with the /api
 * that every other path has.
 */
const PATHS = ['/api/v1/private/client/notify', '/v1/private/client', '/api/v1/private/client'] as const

/** The call-back settings that OSAIS keeps of a client, and the free ping AI. */
export const osaisCallbacks: Callbacks = {
  fields: FIELDS,
  paths: PATHS,
  endpoint: 'notify',
  changes,
  record: clientProbe,
  readRecord,
  change,
  readChange,
  ...osaisPing,
}

function changes(settings: Settings, there: Learned | null): Changes {
  const here = FIELDS.map(
    (name) => [name, name === 'domain' ? domainWithoutSlash(settings) : ownText(settings, name)] as const,
  )
  return Object.fromEntries(here.filter(([name, value]) => value !== '' && !isAlreadySet(name, value, there)))
}

/** The server puts a slash between domain and URI itself. */
function domainWithoutSlash(settings: Settings): string {
  return ownText(settings, 'domain').replace(/\/$/, '')
}

/** Host names ignore case; paths do not. */
function isAlreadySet(name: string, value: string, there: Learned | null): boolean {
  const kept = there?.[name] ?? ''
  return name === 'domain' ? kept.replace(/\/$/, '').toLowerCase() === value.toLowerCase() : kept === value
}

function change({ settings }: Known, token: string, path: string, changed: Changes): Probe {
  return { name: 'callbacks', request: bearerRequest('PATCH', joinUrl(settings.baseUrl, path), token, changed) }
}

/** The call is not documented: a server that does not know it tells nothing, which is no trouble. */
function readRecord(reply: HttpReply): ReadResult<Learned | null> {
  const { status } = reply
  if (status === 404 || status === 405) return { ok: true, value: null }
  const trouble = troubleOf(reply)
  if (trouble !== null) return { ok: false, fault: trouble }
  return { ok: true, value: factsOrNull(reply) }
}

function readChange(reply: HttpReply, path: string): ReadResult<Learned | null> {
  const { status } = reply
  if (status === 404 || status === 405)
    return { ok: false, fault: fault('callbacks_not_here', { status, path, other: otherPath(PATHS, path) }) }
  const trouble = troubleOf(reply)
  if (trouble !== null) return { ok: false, fault: trouble }
  if (status >= 400) return { ok: false, fault: fault('callbacks_refused', { status }) }
  return { ok: true, value: factsOrNull(reply) }
}

function factsOrNull(reply: HttpReply): Learned | null {
  return FIELDS.some((name) => Object.hasOwn(dataOf(reply), name)) ? factsIn(reply) : null
}

/** Faults that both calls have in common. */
function troubleOf(reply: HttpReply): Fault | null {
  const { status } = reply
  return status === 401 || status === 403 ? fault('token_rejected', { status }) : foreignReplyFault(reply)
}
