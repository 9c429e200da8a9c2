import type { VaultStatus } from '../../../shared/api/contract/contract.ts'
import { fault } from '../../../shared/fault.ts'
import { faultSentence } from '../../../shared/text/sentence.ts'
import type { Texts } from '../../../shared/text/texts.ts'

/** There is no vault yet: why, and how to choose one. No error for a command that only shows. */
export function noVaultText(texts: Texts, { why }: VaultStatus): string {
  return faultSentence(texts, fault('vault_choice_needed', why === undefined ? {} : { why }))
}
