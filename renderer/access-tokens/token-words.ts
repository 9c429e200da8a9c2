import type { AccessToken } from '../../shared/api/contract/access-tokens.ts'

/** What sentences about an access token are filled with. */
export function tokenWords({ application, tail }: AccessToken): { application: string; tail: string } {
  return { application, tail }
}
