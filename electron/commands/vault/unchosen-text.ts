import type { VaultStatus } from '../../../shared/api/contract/contract.ts'
import { fault } from '../../../shared/fault.ts'
import { faultSentence } from '../../../shared/text/sentence.ts'
import type { Texts } from '../../../shared/text/texts.ts'

/** That there is no vault yet, why, and how to choose one: no trouble where one only looks. */
export function unchosenText(texts: Texts, { why }: VaultStatus): string {
  return faultSentence(texts, fault('vault_choice_needed', why === undefined ? {} : { why }))
}
