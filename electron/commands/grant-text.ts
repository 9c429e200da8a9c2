import { visibleJson } from '../../shared/text/visible-text.ts'

/** What a program is granted; the part of the contract's grant that is printed. */
export type Grant = {
  readonly token: string
  readonly tokenType: string
  readonly expiresAt: string | null
  readonly generation: number
  readonly baseUrl: string
}

export type GrantForm = 'plain' | 'header' | 'json'

/** What `token` prints. Shared with the fast path, so it loads nothing. */
export function grantText({ token, tokenType, expiresAt, generation, baseUrl }: Grant, form: GrantForm): string {
  if (form === 'plain') return `${token}\n`
  if (form === 'header') return `Authorization: ${tokenType} ${token}\n`
  return `${visibleJson(JSON.stringify({ token, tokenType, expiresAt, generation, baseUrl }, null, 2))}\n`
}
