import type { VaultStatus } from '../../../shared/api/contract/contract.ts'
import { faultSentence, filled } from '../../../shared/text/sentence.ts'
import type { CommandContext } from '../context.ts'
import { noVaultText } from './no-vault-text.ts'

/** Which vault is in use, whether it is open, why not, and how much it holds. */
export function statusText({ texts }: CommandContext, status: VaultStatus): string {
  const { words, vaults, vaultConditions } = texts
  const { kind, condition, connections } = status
  if (kind === 'none') return `${noVaultText(texts, status)}\n`
  const line = filled(words.vaultLine, { kind: vaults[kind], condition: vaultConditions[condition] })
  const troubleText = status.trouble === undefined ? '' : `${faultSentence(texts, status.trouble)}\n`
  if (connections === null) return `${line}\n${troubleText}`
  return `${line} ${filled(words.vaultCount, { count: connections })}\n${troubleText}`
}
