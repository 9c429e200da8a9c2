import { jsonIn } from '../../encoding/json-text.ts'
import { isRecord } from '../../encoding/record.ts'
import type { SecretName } from '../../systems/system.ts'
import { LONGEST_SECRET } from '../readable-settings.ts'
import { readPaste } from './paste.ts'

/** A server's whole reply in the place of one secret, taken apart. */
export type PastedReply =
  | {
      readonly kind: 'parts'
      readonly secrets: Readonly<Partial<Record<SecretName, string>>>
      /** ISO 8601, where the reply tells how long the access token lives and the token itself does not. */
      readonly expiresAt: string | null
    }
  /** It begins like a reply, but has none of the secrets in it: cut off, or something else. */
  | { readonly kind: 'unreadable' }

/**
 * Null for what is not a reply and could be a secret, or is too long for both. `raw` is the field's value: a text, or in a
 * file the JSON itself; `wanted` are the secrets that the system has.
 */
export function pastedReply(raw: unknown, now: number, wanted: readonly SecretName[]): PastedReply | null {
  if (typeof raw === 'string' && raw.length > LONGEST_SECRET) return null
  const text = typeof raw === 'string' ? raw.trim() : isRecord(raw) ? JSON.stringify(raw) : ''
  // `{token}` and `{{token}}` stand for a token (placeholder.ts).
  if (!/^\{\s*"/.test(text)) return null
  const places = isRecord(jsonIn(text)) ? readPaste(text, now) : []
  const found = new Map(places.map(({ field, value }) => [field, value]))
  const secrets = Object.fromEntries(
    wanted.flatMap((name) => {
      const value = found.get(`secrets.${name}`)
      return value === undefined ? [] : [[name, value]]
    }),
  )
  if (Object.keys(secrets).length === 0) return typeof raw === 'string' ? { kind: 'unreadable' } : null
  return { kind: 'parts', secrets, expiresAt: found.get('settings.expiresAt') ?? null }
}
