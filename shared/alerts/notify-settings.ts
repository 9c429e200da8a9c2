import { z } from 'zod'
import { jsonIn } from '../encoding/json-text.ts'
import { originOf } from '../entry/address.ts'
import { isLoopback } from '../entry/loopback.ts'
import { raise } from '../fault.ts'

/** What the settings `notify.command`, `notify.webhook` and `notify.webhook.secret` may hold. */

const MAX_WORDS = 64
const MAX_WORD_LETTERS = 4_096
const MAX_WEBHOOK_LETTERS = 2_048
/** Standard Webhooks: between 24 and 64 random bytes. */
const MIN_BYTES = 24
const MAX_BYTES = 64
const SECRET_PREFIX = 'whsec_'

/** The program by its full path, and its arguments, each a word of its own: no shell ever sees them. */
export const notifyCommandSchema = z.array(z.string().max(MAX_WORD_LETTERS)).min(1).max(MAX_WORDS)

/** As typed on a command line: a JSON array of texts. Raises invalid_notify_command {why}. */
export function readNotifyCommand(text: string): readonly string[] {
  const { data } = notifyCommandSchema.safeParse(jsonIn(text))
  return assertNotifyCommand(data ?? raise('invalid_notify_command', { why: 'shape' }))
}

/** Raises invalid_notify_command {why}: a bare name is refused, since the search path would decide which program it is. */
export function assertNotifyCommand(command: readonly string[]): readonly string[] {
  const [program = ''] = command
  if (!/^(\/|[a-z]:[\\/]|\\\\)/i.test(program)) raise('invalid_notify_command', { why: 'path' })
  if (command.some((word) => word.includes('\0'))) raise('invalid_notify_command', { why: 'shape' })
  // Windows hands them to its command interpreter, which takes arguments apart in its own way.
  if (/\.(bat|cmd)$/i.test(program)) raise('invalid_notify_command', { why: 'batch' })
  return command
}

/** Raises invalid_webhook: https, or http on this computer alone, with no user in it. */
export function assertWebhook(url: string): string {
  const trimmed = url.trim()
  const origin = originOf(trimmed)
  const isAllowed = origin.startsWith('https://') || (origin.startsWith('http://') && isLoopback(trimmed))
  if (!isAllowed || trimmed.length > MAX_WEBHOOK_LETTERS || /[\s\\#]/.test(trimmed)) raise('invalid_webhook')
  return trimmed
}

/**
 * The key in base64, as Standard Webhooks' libraries take it, with or without its `whsec_`. Raises
 * invalid_webhook_secret, without a word of what was typed.
 */
export function readWebhookSecret(text: string): string {
  const key = text.trim().replace(SECRET_PREFIX, '')
  const bytes = Math.floor((key.replaceAll('=', '').length * 6) / 8)
  const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/.test(key)
  if (!isBase64 || bytes < MIN_BYTES || bytes > MAX_BYTES) raise('invalid_webhook_secret')
  return key
}

/** What is signed, as Standard Webhooks says; `at` in UTC ms, the moment of this very attempt. */
export function signedContent(id: string, at: number, body: string): string {
  return `${id}.${epochSeconds(at)}.${body}`
}

export function webhookHeaders(id: string, at: number, signature: string): Readonly<Record<string, string>> {
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(epochSeconds(at)),
    'webhook-signature': `v1,${signature}`,
  }
}

function epochSeconds(at: number): number {
  return Math.floor(at / 1_000)
}
