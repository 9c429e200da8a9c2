import { isRecord } from '../encoding/record.ts'
import { type Fault, fault } from '../fault.ts'
import type { ImportedEntry } from './entry-from-labels.ts'

/**
 * Settings of a DRAW client as its database gives them out (a JSON list of records with `fields`), or the fields alone,
 * under the names of either of its two generations (docs/systems/draw.md 2).
 */
const FIELDS: Readonly<Record<string, string>> = {
  draw_base_url: 'baseUrl',
  api_base_url: 'baseUrl',
  client_id: 'clientId',
  max_retries: 'maxRetries',
  draw_bearer_token_validaty: 'expiresAt',
  token_expiry: 'expiresAt',
}

const ENDPOINTS: Readonly<Record<string, string>> = {
  draw_upload_endpoint: 'upload',
  draw_status_endpoint: 'status',
  draw_download_endpoint: 'download',
  draw_notify_endpoint: 'notify',
  draw_token_refresh_endpoint: 'refresh',
  upload_endpoint: 'upload',
  status_endpoint: 'status',
  download_endpoint: 'download',
  notify_endpoint: 'notify',
}

const SECRETS: Readonly<Record<string, string>> = {
  draw_bearer_token: 'accessToken',
  draw_refresh_token: 'refreshToken',
  encrypted_bearer_token: 'accessToken',
  encrypted_refresh_token: 'refreshToken',
}

/** The first generation had no setting for it. */
const OLDER_REFRESH = 'auth/refresh'

type Fields = Readonly<Record<string, unknown>>
type Reading = { readonly entries: readonly ImportedEntry[]; readonly leftOut: readonly Fault[] }

export function isDrawClientFile(raw: unknown): boolean {
  return recordsIn(raw).length > 0
}

export function readDrawClient(raw: unknown): Reading {
  const readings = recordsIn(raw).map(readRecord)
  return { entries: readings.map(({ entry }) => entry), leftOut: readings.flatMap(({ leftOut }) => leftOut) }
}

function recordsIn(raw: unknown): Fields[] {
  const list: unknown[] = Array.isArray(raw) ? raw : [raw]
  return list.flatMap((each) => {
    const fields = isRecord(each) && isRecord(each['fields']) ? each['fields'] : each
    return isRecord(fields) && ('draw_base_url' in fields || 'api_base_url' in fields) ? [fields] : []
  })
}

function readRecord(fields: Fields): { entry: ImportedEntry; leftOut: readonly Fault[] } {
  const isOlderGeneration = 'api_base_url' in fields
  const { kept: secrets, encrypted } = withoutEncrypted(renameFields(fields, SECRETS))
  // An expiry belongs to its token; a client without a token writes an empty one.
  const { expiresAt, ...settings } = renameFields(fields, FIELDS)
  const endpoints = { ...renameFields(fields, ENDPOINTS), ...(isOlderGeneration ? { refresh: OLDER_REFRESH } : {}) }
  const expiry = expiresAt !== undefined && secrets['accessToken'] !== undefined ? { expiresAt } : {}
  return {
    entry: { system: 'draw', settings: { ...settings, endpoints, ...expiry }, secrets },
    leftOut: encrypted ? [fault('import_encrypted_tokens')] : [],
  }
}

function renameFields(fields: Fields, names: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(names).flatMap(([theirs, ours]) => {
      const value = Object.hasOwn(fields, theirs) ? fields[theirs] : undefined
      return value === undefined || value === null || value === '' ? [] : [[ours, value]]
    }),
  )
}

/** The client encrypts its tokens with a key that only it has; such text must not be taken for a token. */
const ENCRYPTED = /^gAAAA[\w-]+={0,2}$/

function withoutEncrypted(secrets: Record<string, unknown>): { kept: Record<string, unknown>; encrypted: boolean } {
  const entries = Object.entries(secrets)
  const kept = entries.filter(([, value]) => typeof value !== 'string' || !ENCRYPTED.test(value))
  return { kept: Object.fromEntries(kept), encrypted: kept.length < entries.length }
}
