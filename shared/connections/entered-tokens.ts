import type { DraftReading } from '../entry/draft.ts'
import type { Connection } from './connection.ts'

type Entered = Pick<DraftReading, 'draft' | 'typedSecrets'>

/** Null where an entry brings no token. */
export function enteredTokensDigest(
  id: string,
  { draft, typedSecrets }: Entered,
  digest: (text: string) => string,
): string | null {
  const typed = (['accessToken', 'refreshToken'] as const).filter((name) => typedSecrets.includes(name))
  return typed.length === 0 ? null : digest(JSON.stringify([id, ...typed.map((name) => [name, draft.secrets[name]])]))
}

/** As a part of the document that the entry goes into. */
export function enteredFields(
  id: string,
  reading: Entered,
  digest: (text: string) => string,
): Pick<Connection, 'entered' | 'enteredRefresh'> | null {
  const entered = enteredTokensDigest(id, reading, digest)
  if (entered === null) return null
  const { refreshToken } = reading.draft.secrets
  const typed = refreshToken !== undefined && reading.typedSecrets.includes('refreshToken')
  return { entered, ...(typed ? { enteredRefresh: digest(refreshToken) } : {}) }
}
