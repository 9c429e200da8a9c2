import type { Connection } from '../../../shared/connections/connection.ts'
import { FaultError, type FaultParams, raise } from '../../../shared/fault.ts'
import type { Secret } from '../../../shared/secret.ts'
import {
  type CrafterToken,
  isSameToken,
  textOfToken,
  tokenInText,
} from '../../../shared/systems/crafter/access-tokens.ts'
import type { CrafterServer } from './crafter-server.ts'

/** Where the old token lies until the server has one of the two: the vault document of the connection that asks. */
export type Keeping = {
  keep(text: Secret | undefined): Promise<unknown>
}

/**
 * Access tokens cannot be changed, only deleted and made anew under the same ID. Between the two the applications that
 * use it fail, and after a crash nobody else would know the ID: so the old one is written into the vault first, and
 * taken out only when the server is known to have it, or its successor.
 *
 * Raises `replace_undone` (the old one is back), `replace_gone` (neither is there) or `replace_unknown`; anything else
 * means that nothing was changed.
 */
export async function replaceToken(
  server: CrafterServer,
  old: CrafterToken,
  next: CrafterToken,
  { keep }: Keeping,
): Promise<void> {
  await keep(textOfToken(old))
  const removed = await server.remove(old.id)
  if (removed.gone === 'no') {
    await keep(undefined)
    throw new FaultError(removed.fault)
  }
  if (removed.gone === 'unknown') raise('replace_unknown', because(removed.fault))
  const made = await server.make(next)
  if (made.ok) return void (await keep(undefined))
  const back = await server.make(old)
  if (back.ok) {
    await keep(undefined)
    raise('replace_undone', because(made.fault))
  }
  if (back.here === undefined) raise('replace_unknown', because(made.fault))
  if (back.here === null) raise('replace_gone', because(made.fault))
  await keep(undefined)
  // Its answer came late, or somebody else was faster.
  if (!isSameToken(back.here, next)) raise('access_token_exists')
}

function because({ code, params: { status } }: FaultError['fault']): FaultParams {
  return status === undefined ? { cause: code } : { cause: code, status }
}

/** The token that a replacement was cut off from; null when there is none. */
export function cutOffIn({ kept }: Connection): CrafterToken | null {
  return kept === undefined ? null : tokenInText(kept)
}

/** Makes it again unless the server has one under this ID. Raises what hinders it; it stays kept then. */
export async function restoreToken(
  server: CrafterServer,
  old: CrafterToken,
  { keep }: Keeping,
): Promise<{ token: CrafterToken; was: 'there' | 'gone' }> {
  const seen = await server.look(old.id)
  if (!seen.ok) throw new FaultError(seen.fault)
  if (seen.value === null) {
    const made = await server.make(old)
    if (!made.ok) throw new FaultError(made.fault)
  }
  await keep(undefined)
  return seen.value === null ? { token: old, was: 'gone' } : { token: seen.value, was: 'there' }
}
