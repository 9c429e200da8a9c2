import type { Bridge, TokenAnswer } from '../../../shared/api/contract/contract.ts'
import { raise } from '../../../shared/fault.ts'
import { assertBearer } from '../../../shared/tokens/token-type.ts'
import type { CommandContext } from '../context.ts'
import { warningLine } from '../output/fault-line.ts'

/**
 * A token for a program that puts it into a header itself; a warning goes to standard error, which these programs show.
 * Raises header_not_read, token_type_unknown, not_a_token_reply for one that is no single line, and what
 * `connections.token` raises.
 */
export async function tokenFor(context: CommandContext, bridge: Bridge, name: string): Promise<TokenAnswer> {
  const answer = await bridge.call('connections.token', { name })
  const { token, tokenType, parameter, warning } = answer
  if (parameter !== undefined) raise('header_not_read', { name, parameter })
  assertBearer({ name, tokenType })
  assertLine(token)
  if (warning !== null) context.terminal.err(warningLine(context.texts, warning, { name }))
  return answer
}

/** The languages of these programs are made of lines: one more would be another attribute. Raises not_a_token_reply. */
export function assertLine(token: string): void {
  if (/\p{Cc}/u.test(token)) raise('not_a_token_reply')
}
