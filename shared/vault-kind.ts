/** Vaults that one workstation has by itself; beside them there is the one that several share. */
export const VAULT_KINDS = ['keychain', 'file', 'memory'] as const
export type VaultKind = (typeof VAULT_KINDS)[number]
