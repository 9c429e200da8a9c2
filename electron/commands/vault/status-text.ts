import type { VaultStatus } from '../../../shared/api/contract/contract.ts'
import { faultSentence, filled } from '../../../shared/text/sentence.ts'
import type { CommandContext } from '../context.ts'
import { unchosenText } from './unchosen-text.ts'

/** Which vault is in use, whether it is open, why not, and how much it holds. */
export function statusText({ texts }: CommandContext, status: VaultStatus): string {
  const { words, vaults, vaultConditions } = texts
  const { kind, condition, connections } = status
  if (kind === 'none') return `${unchosenText(texts, status)}\n`
  const line = filled(words.vaultLine, { kind: vaults[kind], condition: vaultConditions[condition] })
  const said = status.trouble === undefined ? '' : `${faultSentence(texts, status.trouble)}\n`
  if (connections === null) return `${line}\n${said}`
  return `${line} ${filled(words.vaultCount, { count: connections })}\n${said}`
}
