import type { AccessToken } from '../../shared/api/contract/access-tokens.ts'

/** The parameters of sentences about an access token. */
export function tokenWords({ application, tail }: AccessToken): { application: string; tail: string } {
  return { application, tail }
}
