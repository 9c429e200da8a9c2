import { randomBytes } from 'node:crypto'
import { faultOf, raise } from '../../../../shared/fault.ts'
import { VAULT_KINDS, type VaultKind } from '../../../../shared/vault-kind.ts'
import type { Beside, SharedVaults, VaultBackend, Vaults } from '../../../core/ports.ts'
import { unchosenVault } from '../../../core/vault/unchosen-vault.ts'
import type { VaultChoice } from './vault-choice.ts'

export type VaultMakers = Readonly<Record<VaultKind, () => VaultBackend | Promise<VaultBackend>>> & {
  /** The one that several workstations share. */
  readonly shared?: (localKind: Beside) => VaultBackend | Promise<VaultBackend>
}

export type ChoosingVault = {
  /** EVERBEARER_VAULT; empty counts as not set. */
  forced: string | undefined
  /** What was chosen before (vault-choice.ts), if anything. */
  stored: VaultChoice | null
  /** Whether the folder of the file vault already holds documents. */
  fileVaultInUse: () => Promise<boolean>
  /** Which one the site prescribes (docs/managed-settings.md). */
  siteVault?: VaultKind | null
  make: VaultMakers
  remember: (choice: VaultChoice) => Promise<void>
}

/** The keychain is there and only unavailable for now: using it raises the fault. */
const PRESENT_BUT_UNAVAILABLE = ['vault_locked', 'vault_stalled']

/**
 * Which vault this run uses: the one that EVERBEARER_VAULT forces, else the one chosen before, else the keychain if it works
 * (a probe is written, read and removed), which is then remembered; else none, until the person has chosen. It never
 * falls back: a chosen vault that is not there today raises its own fault when it is used.
 * Faults: vault_choice_unknown {choice}, vault_moved_away {from, to}, managed_vault {vault}, state_folder_copied {path}.
 */
export async function chooseVault(options: ChoosingVault): Promise<VaultBackend> {
  const { forced, stored, siteVault = null, make } = options
  if (forced) assertAllowed(forced, siteVault)
  if (forced === 'shared' || (!forced && stored?.vault === 'shared')) return openShared(options)
  if (forced) return make[forcedKind(forced, stored)]()
  if (stored && stored.vault !== 'shared') return make[stored.vault]()
  // Somebody has used EVERBEARER_VAULT=file here. To open the keychain now would look as if all were lost.
  if (siteVault !== 'file' && (await options.fileVaultInUse())) return unchosenVault('file_there')
  if (siteVault === null) return keychainIfWorking(options)
  await options.remember({ vault: siteVault })
  return make[siteVault]()
}

/** Raises vault_moved_away {from, to} where this workstation has moved its secrets out of it. */
function openShared({ stored, make }: ChoosingVault): VaultBackend | Promise<VaultBackend> {
  if (stored && stored.vault !== 'shared' && stored.movedFrom === 'shared')
    raise('vault_moved_away', { from: 'shared', to: stored.vault })
  return make.shared?.(stored?.beside ?? 'keychain') ?? raise('vault_choice_unknown', { choice: 'shared' })
}

/** Raises managed_vault {vault} for any other than the site's. */
function assertAllowed(kind: string, siteVault: VaultKind | null): void {
  if (siteVault !== null && kind !== siteVault) raise('managed_vault', { vault: siteVault })
}

/**
 * The Vaults port of the core: opens a vault to move to, and remembers the choice. Memory chosen as the first vault counts
 * for this run alone: if it were remembered, the next run would lose everything again without asking.
 */
export function vaultsToMoveTo(
  current: VaultBackend['kind'],
  make: VaultMakers,
  remember: (choice: VaultChoice) => Promise<void>,
  siteVault: VaultKind | null = null,
  shared?: (chosen: (beside: Beside) => Promise<void>) => SharedVaults,
  previous?: VaultChoice['movedFrom'],
): Vaults {
  let currentKind = current
  let previousKind = previous ?? null
  async function chooseShared(localKind: Beside): Promise<void> {
    assertAllowed('shared', siteVault)
    await remember({
      vault: 'shared',
      beside: localKind,
      ...(currentKind === 'none' ? {} : { movedFrom: currentKind }),
    })
    previousKind = currentKind === 'none' ? null : currentKind
    currentKind = 'shared'
  }
  return {
    ...(shared === undefined ? {} : { shared: shared(chooseShared) }),
    async open(kind, passphrase) {
      assertAllowed(kind, siteVault)
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
      if (currentKind !== 'none') await remember({ vault: kind, movedFrom: currentKind })
      else if (kind !== 'memory') await remember({ vault: kind })
      previousKind = currentKind === 'none' ? null : currentKind
      currentKind = kind
    },
    isMovedAway: (kind) => kind === previousKind,
  }
}

/** After `vault move` the vault that EVERBEARER_VAULT still forces is empty: using it would look as if all were lost. */
function forcedKind(forced: string, stored: VaultChoice | null): VaultKind {
  const kind = VAULT_KINDS.find((one) => one === forced) ?? raise('vault_choice_unknown', { choice: forced })
  if (stored && stored.vault !== kind && stored.movedFrom === kind) {
    raise('vault_moved_away', { from: kind, to: stored.vault })
  }
  return kind
}

async function keychainIfWorking({ make, remember }: ChoosingVault): Promise<VaultBackend> {
  const keychain = await make.keychain()
  try {
    await probe(keychain)
  } catch (thrown) {
    const { code, params } = faultOf(thrown)
    if (PRESENT_BUT_UNAVAILABLE.includes(code)) return keychain
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
