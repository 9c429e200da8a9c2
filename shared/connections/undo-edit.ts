import { raise } from '../fault.ts'
import type { Secret } from '../secret.ts'
import { CREDENTIAL_NAMES, SECRET_NAMES, type SecretName } from '../systems/system.ts'
import { unboundOrigins } from './binding.ts'
import type { Connection } from './connection.ts'
import { countSecretsEntered } from './edition.ts'

/** A person's edit: the document before it, and after it. */
export type Edit = { readonly before: Connection; readonly after: Connection }

/** The secrets that it replaced or removed: only they cannot be typed again from what a view shows. */
export function replacedSecrets({ before, after }: Edit): readonly SecretName[] {
  const replaced: readonly SecretName[] = [
    ...TOKEN_NAMES.filter((name) => isReplaced(before.tokens?.[name], after.tokens?.[name])),
    ...CREDENTIAL_NAMES.filter((name) => isReplaced(before.credentials[name]?.secret, after.credentials[name]?.secret)),
  ]
  return SECRET_NAMES.filter((name) => replaced.includes(name))
}

const TOKEN_NAMES = ['accessToken', 'refreshToken'] as const

/** A secret that was not there before cannot be lost. */
function isReplaced(before: Secret | null = null, after: Secret | null = null): boolean {
  return before !== null && !isSame(before, after)
}

function isSame(one: Secret | null = null, other: Secret | null = null): boolean {
  return one === null || other === null ? one === other : one.equals(other)
}

/**
 * The document without that edit: its settings as they were, and the secrets that it replaced. What renewals have brought
 * since for a refresh token that the edit left alone stays, as does the refresh token that was pasted (as the earlier one).
 * Raises nothing_to_restore {why: gone_on} where kept tokens were renewed at the server that the edit moved them to.
 */
export function undoEdit(current: Connection, edit: Edit, now: number): Connection {
  const { before, after } = edit
  const replaced = replacedSecrets(edit)
  const [refreshToken, accessToken] = [replaced.includes('refreshToken'), replaced.includes('accessToken')]
  const hasRenewed = TOKEN_NAMES.some((name) => !isSame(current.tokens?.[name], after.tokens?.[name]))
  // By that edit, or by a later one that replaced nothing and so is undone with it.
  const hasMoved = [after, current].some(({ bound }) => unboundOrigins(before.bound, bound.origins).length > 0)
  const tokensWentAlong = hasMoved && !refreshToken && before.tokens?.refreshToken != null
  if (tokensWentAlong && hasRenewed) raise('nothing_to_restore', { name: current.name, why: 'gone_on' })
  // Tokens that were entered for another server, or issued by it, do not stay.
  const tokensCount = hasMoved || refreshToken || (accessToken && !hasRenewed)
  return {
    ...current,
    ...countSecretsEntered(current),
    settings: before.settings,
    learned: before.learned,
    bound: before.bound,
    renewedAt: before.renewedAt,
    endsOlder: before.endsOlder,
    credentials: hasMoved ? before.credentials : { ...current.credentials, ...before.credentials },
    ...(tokensCount ? restoreTokens(current, edit, now, hasMoved) : {}),
    refused: null,
    rejectedGeneration: null,
  }
}

function restoreTokens(
  current: Connection,
  { before }: Edit,
  now: number,
  hasMoved: boolean,
): Pick<Connection, 'tokens' | 'superseded' | 'asked'> {
  const pasted = current.tokens?.refreshToken ?? null
  // If it was being renewed when it was replaced, its successor is the superseded one.
  const setAside = before.superseded === null ? (current.superseded?.refreshToken ?? null) : null
  const own = before.tokens?.refreshToken ?? null
  const refreshToken = hasMoved ? own : (setAside ?? own)
  const isNew = pasted !== null && !hasMoved && refreshToken?.equals(pasted) === false
  return {
    tokens: before.tokens && { ...before.tokens, refreshToken, generation: (current.tokens?.generation ?? 0) + 1 },
    superseded: before.superseded ?? (isNew ? { refreshToken: pasted, at: now, sentAgain: true } : null),
    asked: null,
  }
}
