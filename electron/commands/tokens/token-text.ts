import type { TokenAnswer } from '../../../shared/api/contract/token.ts'
import type { Fault } from '../../../shared/fault.ts'

/** The part of the contract's `TokenAnswer` that is printed. */
export type PrintedToken = Pick<
  TokenAnswer,
  'token' | 'tokenType' | 'expiresAt' | 'usableUntil' | 'generation' | 'baseUrl' | 'parameter' | 'idToken'
>

export type TokenForm = 'plain' | 'header' | 'json' | 'kubectl'

/** A warning with its sentences; null where the token is as asked. */
export type TokenWarning = (Fault & { readonly message: string; readonly next: string }) | null

/** What `token` prints. Shared with the fast path, so a token alone loads nothing: Unicode's tables are for JSON. */
export async function tokenText(
  answer: PrintedToken,
  form: TokenForm,
  warning: TokenWarning = null,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<string> {
  const { token, tokenType, expiresAt, usableUntil, generation, baseUrl, parameter, idToken } = answer
  if (form === 'plain') return `${token}\n`
  if (form === 'header') return `Authorization: ${tokenType} ${token}\n`
  const { visibleJson } = await import('../../../shared/text/visible-text.ts')
  if (form === 'kubectl') {
    const { execCredential } = await import('../credentials/exec-credential.ts')
    return `${visibleJson(execCredential(token, expiresAt, env['KUBERNETES_EXEC_INFO']))}\n`
  }
  const idTokenFields = idToken === undefined ? {} : { idToken: idToken.token, idTokenExpiresAt: idToken.expiresAt }
  const printed = {
    token,
    tokenType,
    expiresAt,
    usableUntil,
    generation,
    baseUrl,
    parameter,
    ...idTokenFields,
    warning,
  }
  return `${visibleJson(JSON.stringify(printed, null, 2))}\n`
}
