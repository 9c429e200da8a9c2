import { assertBearer } from '../../shared/tokens/token-type.ts'
import type { Token } from './shapes.ts'

/** The header's value. Raises token_type_unknown {name, type}. */
export function authorizationOf({ name, token, tokenType }: Pick<Token, 'name' | 'token' | 'tokenType'>): string {
  assertBearer({ name, tokenType })
  return `${tokenType} ${token}`
}
