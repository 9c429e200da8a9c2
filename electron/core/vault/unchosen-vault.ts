import { raise } from '../../../shared/fault.ts'
import type { VaultBackend } from '../ports.ts'

/**
 * What stands in a vault's place until the person has chosen one (docs/decisions.md 3): a host can start, be looked at
 * and be told the choice, and nothing is kept anywhere meanwhile. Every call raises vault_choice_needed {why}.
 */
export function unchosenVault(why: string): VaultBackend {
  const refuse = async (): Promise<never> => raise('vault_choice_needed', { why })
  return {
    kind: 'none',
    why,
    read: refuse,
    write: refuse,
    remove: refuse,
    condition: async () => 'unchosen',
    unlock: refuse,
    changePassphrase: refuse,
    close: async () => {},
  }
}
