import type { Handlers, VaultStatus } from '../../../shared/api/contract/contract.ts'
import { writeDocument } from '../../../shared/connections/connection.ts'
import { raise } from '../../../shared/fault.ts'
import type { VaultKind } from '../../../shared/vault-kind.ts'
import { ALERTS_KEY } from '../alerts/alert-document.ts'
import type { Connections } from '../connections/connections.ts'
import { MANIFEST_KEY, readManifest, writeManifest } from '../connections/manifest.ts'
import { CONSUMERS_KEY } from '../consumers/consumer-document.ts'
import { ENROLMENT_KEY } from '../enrolment/enrolment.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import type { VaultBackend } from '../ports.ts'
import type { Refresher } from '../renewal/refresher.ts'
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

export type VaultContext = Pick<
  KeeperParts,
  'connections' | 'open' | 'journalWriter' | 'vaults' | 'host' | 'site' | 'vaultStatus'
> & {
  readonly refresher: Refresher
}

export function createVaultCalls(context: VaultContext): VaultCalls {
  const { connections, open, refresher, journalWriter, vaults, host, vaultStatus: status, site } = context

  async function moveAll(
    from: VaultBackend,
    to: VaultKind,
    passphrase: string | undefined,
    confirm: number | undefined,
  ): Promise<number> {
    await open()
    assertAgreed(connections, to, confirm)
    const leaving = from.admin && (await (await import('../fleet/leaving.ts')).leavingFleet(from.admin, connections))
    // Nothing may be written to the old vault once it has been copied, so the move has every connection's turn.
    const left = await connections.lock(async () => {
      assertInUse(connections, from)
      // Another one may have been added while we waited for the lock.
      assertAgreed(connections, to, confirm)
      const target = await vaults.open(to, passphrase ?? null)
      const keys = [...OURS, ...connections.all().map((record) => record.id)]
      const switchOver = async () => {
        await vaults.choose(to)
        connections.useVault(target)
      }
      const asCopied = newest(connections, leaving?.asCopied)
      return moveVault(from, target, keys, switchOver, asCopied, vaults.isMovedAway(to)).catch(async (thrown) => {
        if (connections.vault() !== target) await target.close()
        throw thrown
      })
    })
    const leftShared = (await leaving?.takeOut()) ?? 0
    await from.close()
    leaving?.left()
    // Journaled with what could not be removed from the old vault, for a person to look after.
    journalWriter.note({ event: 'vault_moved', params: { from: from.kind, to, left: left.length } })
    if (leftShared > 0) journalWriter.note({ event: 'shared_left_behind' })
    return leftShared
  }

  return {
    status,
    async unlock(passphrase) {
      await connections.unlock(passphrase)
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

/** The manifest first (move-vault.ts). */
const OURS = [MANIFEST_KEY, ENROLMENT_KEY, CONSUMERS_KEY, ALERTS_KEY]

type AsCopied = (key: string, value: string) => string

/**
 * Each document as it is in memory, where the old vault would not take that: often the very reason for the move. As it lies
 * there, a crash before the next try to save it would lose its successor.
 */
function newest(connections: Connections, asCopied: AsCopied = (_key, value) => value): AsCopied {
  const unsaved = connections.all().filter((record) => record.unsaved)
  return (key, value) => {
    const { connection = null } = unsaved.find(({ id }) => id === key) ?? {}
    return asCopied(key, connection === null ? value : writeDocument(connection))
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

/** The vault's calls as doors take them; whoever watches hears what became of it. */
export function vaultHandlers(vault: VaultCalls, { open, tell }: Pick<KeeperParts, 'open' | 'tell'>) {
  function told<Status extends VaultStatus>(status: Status): Status {
    tell({ notice: 'vault.changed', status })
    return status
  }

  return {
    'vault.status': async () => {
      // A passphrase that was given is tried: "waiting for it" would be untrue.
      await open().catch(() => undefined)
      return vault.status()
    },
    'vault.unlock': async ({ passphrase }) => told(await vault.unlock(passphrase)),
    'vault.move': async ({ to, passphrase, confirm }) => told(await vault.move(to, passphrase, confirm)),
    'vault.passphrase': async ({ present, next }) => {
      await vault.changePassphrase(present, next)
      return {}
    },
  } satisfies Partial<Handlers>
}
