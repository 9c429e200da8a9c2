import { expect } from 'vitest'
import { everbearer } from './everbearer-process.ts'
import type { Home } from './temporary-home.ts'

/** Servers that count whole seconds end a token up to one earlier than its holder can see. */
const ENDS_EARLY_MS = 1_000

/**
 * Asks for a token as programs do, and uses it: it is good when it is handed out, and its server takes it for as long as it was said
 * to be good. A machine that stands still between the two for longer than that says nothing of either, which is `late`.
 */
export async function callWithToken(home: Home, name: string, url: string): Promise<'taken' | 'late'> {
  const askedAt = Date.now()
  const { code, stdout, stderr } = await everbearer(home, ['token', name, '--json'])
  // Where a busy machine takes longer to save a token than it lives, nobody is handed one.
  if (/^everbearer: token_expired: /.test(stderr)) return 'late'
  expect(code, stderr).toBe(0)
  const { token, expiresAt } = JSON.parse(stdout) as { readonly token: string; readonly expiresAt: string }
  const end = Date.parse(expiresAt)
  expect(end).toBeGreaterThan(askedAt)
  const { status, body } = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
  await body?.cancel()
  if (Date.now() < end - ENDS_EARLY_MS) expect(status).toBe(200)
  return status === 200 ? 'taken' : 'late'
}
