import { randomBytes } from 'node:crypto'
import { faultOf, raise } from '../../../../shared/fault.ts'
import { VAULT_KINDS, type VaultKind } from '../../../../shared/vault-kind.ts'
import type { Beside, SharedVaults, VaultBackend, Vaults } from '../../../core/ports.ts'
import { unchosenVault } from '../../../core/vault/unchosen-vault.ts'
import type { VaultChoice } from './vault-choice.ts'

export type VaultMakers = Readonly<Record<VaultKind, () => VaultBackend | Promise<VaultBackend>>> & {
  /** The one that several workstations share. */
  readonly shared?: (beside: Beside) => VaultBackend | Promise<VaultBackend>
}

export type ChoosingVault = {
  /** EVERBEARER_VAULT; empty counts as not set. */
  forced: string | undefined
  /** What was chosen before (vault-choice.ts), if anything. */
  stored: VaultChoice | null
  /** Whether the folder of the file vault already holds documents. */
  fileVaultInUse: () => Promise<boolean>
  /** Which one the site wants (docs/managed-settings.md), where nothing has been chosen yet. */
  ordered?: VaultKind | null
  make: VaultMakers
  remember: (choice: VaultChoice) => Promise<void>
}

/** The keychain is there and only shut for now: its own fault will say so. */
const THERE_BUT_SHUT = ['vault_locked', 'vault_stalled']

/**
 * Which vault this run uses: the one that EVERBEARER_VAULT forces, else the one chosen before, else the keychain if it works
 * (a probe is written, read and removed), which is then remembered; else none, until the person has chosen. It never
 * falls back: a chosen vault that is not there today raises its own fault when it is used.
 * Faults: vault_choice_unknown {choice}, vault_moved_away {from, to}, managed_vault {vault}, state_folder_copied {path}.
 */
export async function chooseVault(given: ChoosingVault): Promise<VaultBackend> {
  const { forced, stored, ordered = null, make } = given
  if (forced) assertOrdered(forced, ordered)
  if (forced === 'shared' || (!forced && stored?.vault === 'shared')) return sharedOne(given)
  if (forced) return make[forcedKind(forced, stored)]()
  if (stored && stored.vault !== 'shared') return make[stored.vault]()
  // Somebody has used EVERBEARER_VAULT=file here. To open the keychain now would look as if all were lost.
  if (ordered !== 'file' && (await given.fileVaultInUse())) return unchosenVault('file_there')
  if (ordered === null) return workingKeychain(given)
  await given.remember({ vault: ordered })
  return make[ordered]()
}

/** Raises vault_moved_away {from, to} where this workstation has left it. */
function sharedOne({ stored, make }: ChoosingVault): VaultBackend | Promise<VaultBackend> {
  if (stored && stored.vault !== 'shared' && stored.movedFrom === 'shared')
    raise('vault_moved_away', { from: 'shared', to: stored.vault })
  return make.shared?.(stored?.beside ?? 'keychain') ?? raise('vault_choice_unknown', { choice: 'shared' })
}

/** Raises managed_vault {vault} for any other than the site's. */
function assertOrdered(kind: string, ordered: VaultKind | null): void {
  if (ordered !== null && kind !== ordered) raise('managed_vault', { vault: ordered })
}

/**
 * The Vaults port of the core: opens a vault to move to, and remembers that the secrets are there now. Memory that is
 * chosen as the first vault counts for this run alone: remembered, it would forget all that is entered once more.
 */
export function vaultsToMoveTo(
  current: VaultBackend['kind'],
  make: VaultMakers,
  remember: (choice: VaultChoice) => Promise<void>,
  ordered: VaultKind | null = null,
  shared?: (chosen: (beside: Beside) => Promise<void>) => SharedVaults,
  before?: VaultChoice['movedFrom'],
): Vaults {
  let movedFrom = current
  let movedAway = before ?? null
  async function chooseShared(beside: Beside): Promise<void> {
    assertOrdered('shared', ordered)
    await remember({ vault: 'shared', beside, ...(movedFrom === 'none' ? {} : { movedFrom }) })
    movedAway = movedFrom === 'none' ? null : movedFrom
    movedFrom = 'shared'
  }
  return {
    ...(shared === undefined ? {} : { shared: shared(chooseShared) }),
    async open(kind, passphrase) {
      assertOrdered(kind, ordered)
      const vault = await make[kind]()
      try {
        await vault.unlock(passphrase ?? undefined)
        return vault
      } catch (thrown) {
        await vault.close()
        throw thrown
      }
    },
    async choose(kind) {
      if (movedFrom !== 'none') await remember({ vault: kind, movedFrom })
      else if (kind !== 'memory') await remember({ vault: kind })
      movedAway = movedFrom === 'none' ? null : movedFrom
      movedFrom = kind
    },
    isMovedAway: (kind) => kind === movedAway,
  }
}

/** What was forced once and moved away by `vault move` is empty now; to use it again would look as if all were lost. */
function forcedKind(forced: string, stored: VaultChoice | null): VaultKind {
  const kind = VAULT_KINDS.find((one) => one === forced) ?? raise('vault_choice_unknown', { choice: forced })
  if (stored && stored.vault !== kind && stored.movedFrom === kind) {
    raise('vault_moved_away', { from: kind, to: stored.vault })
  }
  return kind
}

async function workingKeychain({ make, remember }: ChoosingVault): Promise<VaultBackend> {
  const keychain = await make.keychain()
  try {
    await probe(keychain)
  } catch (thrown) {
    const { code, params } = faultOf(thrown)
    if (THERE_BUT_SHUT.includes(code)) return keychain
    await keychain.close()
    if (code === 'bug' || code === 'state_folder_copied') throw thrown
    return unchosenVault(params['why'] === 'no_keyring' ? 'no_keyring' : code)
  }
  await remember({ vault: 'keychain' })
  return keychain
}

async function probe(vault: VaultBackend): Promise<void> {
  const key = `probe-${randomBytes(8).toString('hex')}`
  await vault.write(key, key)
  const read = await vault.read(key)
  await vault.remove(key)
  if (read !== key) raise('vault_denied')
}
