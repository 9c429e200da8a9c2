import type { LastKnown, VaultStatus } from '../../../shared/api/contract/contract.ts'
import { raise } from '../../../shared/fault.ts'
import { ALERTS_KEY } from '../alerts/alert-document.ts'
import type { Connections } from '../connections/connections.ts'
import { MANIFEST_KEY, readManifest, writeManifest } from '../connections/manifest.ts'
import { CONSUMERS_KEY } from '../consumers/consumer-document.ts'
import { ENROLMENT_KEY } from '../enrolment/enrolment.ts'
import type { JournalWriter } from '../journal/journal-writer.ts'
import type { HostFacts, VaultBackend, VaultKind, Vaults } from '../ports.ts'
import type { Refresher } from '../renewal/refresher.ts'
import type { Site } from '../site/site.ts'
import { moveVault } from './move-vault.ts'

/** What a person does to the vault as a whole. */
export type VaultCalls = {
  status(): Promise<VaultStatus>
  unlock(passphrase: string | undefined): Promise<VaultStatus>
  /** `confirm`: how many connections somebody has agreed to keep only for as long as this keeper runs. */
  move(to: VaultKind, passphrase: string | undefined, confirm: number | undefined): Promise<VaultStatus>
  changePassphrase(present: string, next: string): Promise<void>
  /** Raises memory_needs_keeper where what is entered now would end with this very command. */
  assertKept(): void
  /** Raises memory_would_be_lost {count} where this keeper's end would be the end of what is kept. */
  assertSurvives(): void
}

export type VaultContext = {
  readonly connections: Connections
  /** Reads the manifest, and tells everybody when the vault was shut before. */
  readonly open: () => Promise<void>
  readonly refresher: Refresher
  readonly journalWriter: JournalWriter
  readonly vaults: Vaults
  readonly host: Pick<HostFacts, 'lasting'>
  readonly lastKnown: () => LastKnown | null
  /** Where the site may have set where secrets are kept. */
  readonly site: Pick<Site, 'assertRead'>
}

/** `lastKnown`: what is told of a vault that is shut (overview.ts). */
export async function vaultStatus(connections: Connections, lastKnown: LastKnown | null = null): Promise<VaultStatus> {
  const vault = connections.vault()
  const trouble = vault.trouble?.() ?? null
  return {
    kind: vault.kind,
    condition: await vault.condition(),
    ...(vault.why === undefined ? {} : { why: vault.why }),
    connections: connections.isOpen() ? connections.all().length : null,
    ...(trouble === null ? {} : { trouble: { code: trouble.code, params: { ...trouble.params } } }),
    ...(lastKnown === null ? {} : { lastKnown }),
  }
}

export function createVaultCalls(context: VaultContext): VaultCalls {
  const { connections, open, refresher, journalWriter, vaults, host, lastKnown, site } = context
  const status = () => vaultStatus(connections, lastKnown())

  async function moveAll(
    from: VaultBackend,
    to: VaultKind,
    passphrase: string | undefined,
    confirm: number | undefined,
  ): Promise<number> {
    await open()
    assertAgreed(connections, to, confirm)
    const leaving = from.desk && (await (await import('../fleet/leaving.ts')).leavingFleet(from.desk, connections))
    // Nothing may be written to the old vault once it has been copied, so the move has every connection's turn.
    const left = await connections.lock(async () => {
      assertInUse(connections, from)
      // Another one may have been added while everything was coming to rest.
      assertAgreed(connections, to, confirm)
      const target = await vaults.open(to, passphrase ?? null)
      const ours = [MANIFEST_KEY, ENROLMENT_KEY, CONSUMERS_KEY, ALERTS_KEY]
      const keys = [...ours, ...connections.all().map((record) => record.id)]
      const switchOver = async () => {
        await vaults.choose(to)
        connections.useVault(target)
      }
      const isMovedAway = vaults.isMovedAway(to)
      return moveVault(from, target, keys, switchOver, leaving?.asCopied, isMovedAway).catch(async (thrown) => {
        if (connections.vault() !== target) await target.close()
        throw thrown
      })
    })
    const leftShared = (await leaving?.takeOut()) ?? 0
    await from.close()
    leaving?.left()
    // What the old vault would not give up is said, so that a person can look after it.
    journalWriter.note({ event: 'vault_moved', params: { from: from.kind, to, left: left.length } })
    if (leftShared > 0) journalWriter.note({ event: 'shared_left_behind' })
    return leftShared
  }

  return {
    status,
    async unlock(passphrase) {
      await connections.vault().unlock(passphrase)
      await open()
      refresher.replanAll()
      return status()
    },
    async move(to, passphrase, confirm) {
      const from = connections.vault()
      if (from.kind === to) raise('vault_already_there', { kind: to })
      if (to === 'memory' && !host.lasting) raise('memory_needs_keeper')
      site.assertRead()
      if (from.kind === 'none') await choose(context, from, to, passphrase)
      const left = from.kind === 'none' ? 0 : await moveAll(from, to, passphrase, confirm)
      return { ...(await status()), ...(left === 0 ? {} : { leftShared: true }) }
    },
    assertKept() {
      if (connections.vault().kind === 'memory' && !host.lasting) raise('memory_needs_keeper', { why: 'adding' })
    },
    assertSurvives() {
      const count = connections.all().length
      if (connections.vault().kind === 'memory' && count > 0) raise('memory_would_be_lost', { count })
    },
    async changePassphrase(present, next) {
      const vault = connections.vault()
      if (vault.changePassphrase === undefined) raise('no_passphrase_here', { kind: vault.kind })
      await vault.changePassphrase(present, next)
      journalWriter.note({ event: 'passphrase_changed' })
    },
  }
}

/** The first choice: nothing is there to copy. The target proves that it can be written before it is remembered. */
async function choose(
  { connections, vaults, open, refresher, journalWriter }: VaultContext,
  from: VaultBackend,
  to: VaultKind,
  passphrase: string | undefined,
): Promise<void> {
  await connections.lock(async () => {
    assertInUse(connections, from)
    const target = await vaults.open(to, passphrase ?? null)
    try {
      await writeManifest(target, await readManifest(target))
      await vaults.choose(to)
    } catch (thrown) {
      await target.close()
      throw thrown
    }
    connections.useVault(target)
  })
  await open()
  refresher.replanAll()
  journalWriter.note({ event: 'vault_chosen', params: { to } })
}

/**
 * What is in memory ends with its keeper (docs/decisions.md 21), and what is in a file opens only for whoever knows
 * its passphrase, which a page could have made up: somebody must have said yes to that, for this many.
 */
function assertAgreed(connections: Connections, to: VaultKind, confirm: number | undefined): void {
  const count = connections.all().length
  if (count === 0 || confirm === count) return
  // Out of a shared one this workstation renews nothing more of it, and who says who belongs to it may be missed.
  if (to === 'keychain' && connections.vault().kind === 'shared') raise('confirm_leave', { count })
  if (to !== 'keychain') raise(to === 'memory' ? 'confirm_memory' : 'confirm_file', { count })
}

/** Two windows may ask at the same time; the second one meets what the first has done. */
function assertInUse(connections: Connections, vault: VaultBackend): void {
  const { kind } = connections.vault()
  if (connections.vault() !== vault) raise('vault_already_there', { kind })
}
