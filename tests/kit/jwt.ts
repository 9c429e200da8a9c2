/**
 * Made-up JSON Web Tokens: a real header and payload, and a signature that is only bytes. Nothing in Everbearer
 * verifies a signature, since it has no key for it; it reads what the payload says of itself.
 *
 *   jwt({ token_type: 'access', client_id: 7, exp: 1_800_000_000 })
 */
import { createHmac } from 'node:crypto'

const KEY_OF_NOBODY = 'made up for tests'

export function jwt(
  payload: Readonly<Record<string, unknown>>,
  header: Readonly<Record<string, unknown>> = {},
): string {
  const signed = `${part({ alg: 'HS256', typ: 'JWT', ...header })}.${part(payload)}`
  return `${signed}.${createHmac('sha256', KEY_OF_NOBODY).update(signed).digest('base64url')}`
}

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value), 'utf8').toString('base64url')
}
