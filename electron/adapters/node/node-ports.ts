import { join } from 'node:path'
import { MANIFEST_KEY } from '../../core/connections/manifest.ts'
import type { Log } from '../../core/log/log.ts'
import type { HostFacts, Http, Ports, Sealing, SharedVaults, VaultBackend, Wake } from '../../core/ports.ts'
import { nodeAlertActions } from './alerts/alert-actions.ts'
import { nodeClock, quietNodeClock } from './clock.ts'
import { nodeDigest } from './digest.ts'
import { indexFile } from './files/index-file.ts'
import { journalFile } from './files/journal-file.ts'
import { siteFiles } from './files/site-files.ts'
import { nodeCertificates } from './http/client-certificate.ts'
import { nodeHttp } from './http/http.ts'
import { nodeOAuth } from './http/oauth.ts'
import type { HeldOwnership } from './keeper-socket/ownership.ts'
import { keychainVault } from './keychain/keychain.ts'
import type { StartKeychainChild } from './keychain/keychain-child.ts'
import { keychainServiceOf, newService } from './keychain/keychain-service.ts'
import { nodeRedirects } from './loopback/redirects.ts'
import { nodeMachine } from './machine/machine.ts'
import { nodeSurroundings } from './machine/surroundings.ts'
import { nodeRandom } from './random.ts'
import { chooseVault, type VaultMakers, vaultsToMoveTo } from './vaults/choose-vault.ts'
import { nodeIdentities } from './vaults/identities.ts'
import { memoryVault } from './vaults/memory-vault.ts'
import type { AskPassphrase } from './vaults/passphrase.ts'
import type { SharedOpening } from './vaults/shared-opening.ts'
import { readVaultChoice, type VaultChoice, writeVaultChoice } from './vaults/vault-choice.ts'
import { claimedKeychain, claimFileVault } from './vaults/vault-claim.ts'
import { hasDocuments } from './vaults/vault-folder.ts'
import { nodeWake } from './wake.ts'

export type NodePortsParts = {
  readonly stateFolder: string
  readonly ownership: Pick<HeldOwnership, 'held'>
  readonly host: HostFacts
  readonly log: Log
  readonly askPassphrase: AskPassphrase
  readonly env?: NodeJS.ProcessEnv
  readonly http?: Http | undefined
  readonly wake?: Wake | undefined
  readonly startKeychainChild?: StartKeychainChild | undefined
}

/**
 * Everything a keeper needs of this machine, for a host in plain Node that holds the lock of this state folder.
 * Raises what the choice of a vault raises (choose-vault.ts) and what the files raise.
 */
export async function nodePorts(parts: NodePortsParts): Promise<Ports> {
  const { stateFolder, ownership, host, log, env = process.env } = parts
  const site = siteFiles(env, nodeClock)
  const { vault, vaults, keychainService } = await openVault(parts, site.settings().vault)
  const index = indexFile(stateFolder, nodeClock)
  const journal = journalFile(stateFolder)
  const pipes = process.platform === 'win32'
  const http = parts.http ?? nodeHttp({ clock: nodeClock, agent: `Everbearer/${host.version}`, env })
  return {
    clock: nodeClock,
    wake: parts.wake ?? nodeWake(nodeClock),
    http,
    oauth: nodeOAuth(http),
    redirects: nodeRedirects(nodeClock),
    alertActions: nodeAlertActions(nodeClock),
    random: nodeRandom,
    digest: nodeDigest,
    vault,
    index,
    journal,
    log,
    siteFiles: site,
    ownership,
    machine: nodeMachine(stateFolder),
    vaults,
    sealing: lazySealing(),
    identities: nodeIdentities,
    certificates: nodeCertificates,
    surroundings: nodeSurroundings({
      stateFolder,
      ownership,
      index,
      journal,
      env,
      pipes,
      keychainService,
    }),
    host,
  }
}

async function openVault(
  { stateFolder, log, askPassphrase, startKeychainChild, env = process.env }: NodePortsParts,
  siteVault: 'keychain' | 'file' | null,
) {
  const folder = join(stateFolder, 'vault')
  const stored = await readVaultChoice(stateFolder)
  const service = keychainServiceOf(stateFolder, stored)
  const isKnown = stored?.service !== undefined
  const claim = { stateFolder, service, isOwn: service === newService(stateFolder), isKnown }
  const keychainParts = { clock: quietNodeClock, startChild: startKeychainChild }
  const makers: VaultMakers = {
    keychain: () =>
      claimedKeychain(
        keychainVault({ service, digest: nodeDigest, listKey: MANIFEST_KEY, env, ...keychainParts }),
        claim,
      ),
    async file() {
      await claimFileVault(folder, stateFolder)
      return (await import('./vaults/encrypted-file.ts')).encryptedFileVault({ folder, askPassphrase })
    },
    memory: memoryVault,
    shared: async (localKind) =>
      (await import('./vaults/shared-when-open.ts')).sharedVaultWhenOpen(await makers[localKind](), opening),
  }
  const opening = { log, sealing: lazySealing() }
  const sharedVaults = (choose: SharedVaults['choose']) => sharedToMoveTo(makers, opening, choose)
  const remember = (choice: VaultChoice) => writeVaultChoice(stateFolder, { ...choice, service, folder: stateFolder })
  if (stored !== null && stored.folder !== stateFolder) await remember(stored)
  const vault: VaultBackend = await chooseVault({
    forced: env['EVERBEARER_VAULT'],
    stored,
    fileVaultInUse: () => hasDocuments(folder),
    siteVault,
    make: makers,
    remember,
  })
  const vaults = vaultsToMoveTo(vault.kind, makers, remember, siteVault, sharedVaults, stored?.movedFrom)
  return { vault, vaults, keychainService: service }
}

/** The shared vault is imported only when it is used. */
function sharedToMoveTo(makers: VaultMakers, opening: SharedOpening, choose: SharedVaults['choose']): SharedVaults {
  return {
    choose,
    listAt: async (way) => (await import('./etcd/shared-vaults.ts')).listAt(way),
    async open(localKind, place, passphrase) {
      const { joinedVault } = await import('./etcd/shared-vaults.ts')
      const local = await makers[localKind]()
      await local.unlock(passphrase ?? undefined)
      return joinedVault(local, place, opening)
    },
  }
}

/** The age format brings a library of ciphers, which only a file vault and sealed files need. */
function lazySealing(): Sealing {
  const load = async () => (await import('./vaults/sealing.ts')).nodeSealing()
  return {
    check: async (key) => (await load()).check(key),
    seal: async (text, key) => (await load()).seal(text, key),
    open: async (sealed, key) => (await load()).open(sealed, key),
  }
}
