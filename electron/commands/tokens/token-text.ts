import type { Fault } from '../../../shared/fault.ts'

/** What a program is granted; the part of the contract's grant that is printed. */
export type PrintedToken = {
  readonly token: string
  readonly tokenType: string
  readonly expiresAt: string | null
  readonly usableUntil: string | null
  readonly generation: number
  readonly baseUrl: string
  /** Where the server reads it, when that is no header. */
  readonly parameter?: string | undefined
}

export type TokenForm = 'plain' | 'header' | 'json' | 'kubectl'

/** What there is to know beside the token, in words; null where all is as asked. */
export type TokenWarning = (Fault & { readonly message: string; readonly next: string }) | null

/** What `token` prints. Shared with the fast path, so a token alone loads nothing: Unicode's tables are for JSON. */
export async function tokenText(grant: PrintedToken, form: TokenForm, warning: TokenWarning = null): Promise<string> {
  const { token, tokenType, expiresAt, usableUntil, generation, baseUrl, parameter } = grant
  if (form === 'plain') return `${token}\n`
  if (form === 'header') return `Authorization: ${tokenType} ${token}\n`
  const { visibleJson } = await import('../../../shared/text/visible-text.ts')
  if (form === 'kubectl') return `${visibleJson(execCredential(token, expiresAt))}\n`
  const told = { token, tokenType, expiresAt, usableUntil, generation, baseUrl, parameter, warning }
  return `${visibleJson(JSON.stringify(told, null, 2))}\n`
}

/** What kubectl reads of an exec plugin (client.authentication.k8s.io/v1); it asks again when the end has come. */
function execCredential(token: string, expiresAt: string | null): string {
  const status = { token, ...(expiresAt === null ? {} : { expirationTimestamp: expiresAt }) }
  return JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status })
}
