/** What a host tells its keeper, moved by the test: hints to wake, ownership, other vaults, facts about itself. */
import type { HostFacts, Ownership, Reached, SiteFiles, Surroundings, Vaults, Wake } from '../../electron/core/ports.ts'
import type { Finding } from '../../shared/api/contract/contract.ts'
import { raise } from '../../shared/fault.ts'
import { siteReader } from '../../shared/site/site-settings.ts'
import type { VaultKind } from '../../shared/vault-kind.ts'
import { type FaultyVault, faultyVault } from './faulty-vault.ts'

export type HandWake = Wake & { fire(): void; isWaiting(): boolean; readonly listeners: number }

export function handWake(): HandWake {
  const listeners = new Map<() => void, () => boolean>()
  return {
    subscribe: (listener, isWaiting = () => false) => {
      listeners.set(listener, isWaiting)
      return () => void listeners.delete(listener)
    },
    fire: () => {
      for (const listener of [...listeners.keys()]) listener()
    },
    isWaiting: () => [...listeners.values()].some((waits) => waits()),
    get listeners() {
      return listeners.size
    },
  }
}

export type HandOwnership = Ownership & { lose(): void; take(): void }

export function handOwnership(): HandOwnership {
  let held = true
  return {
    held: () => held,
    lose: () => {
      held = false
    },
    take: () => {
      held = true
    },
  }
}

export type HandVaults = Vaults & {
  /** What was moved away from, by a move that was cut off. */
  movedAway: VaultKind | null
  /** The vault of each kind that `open` gives: troubles can be set before it is opened. */
  readonly others: Readonly<Record<VaultKind, FaultyVault>>
  /** What was chosen last; null while nobody chose. */
  readonly chosen: VaultKind | null
}

export function handVaults(): HandVaults {
  let chosen: VaultKind | null = null
  const others = { keychain: faultyVault('keychain'), file: faultyVault('file'), memory: faultyVault('memory') }
  return {
    others,
    movedAway: null,
    isMovedAway(kind) {
      return kind === this.movedAway
    },
    open: async (kind, passphrase) => (kind === 'file' && !passphrase ? raise('passphrase_needed') : others[kind]),
    choose: async (kind) => {
      chosen = kind
    },
    get chosen() {
      return chosen
    },
  }
}

export type HandHost = HostFacts & { readonly asked: number }

/** `asked` counts how often a newer host wanted this one to leave. */
export function handHost(version = '0.0.0'): HandHost {
  let asked = 0
  return {
    version,
    commit: 'unknown',
    pid: 4_242,
    name: 'test',
    lasting: true,
    leave: () => {
      asked += 1
    },
    get asked() {
      return asked
    },
  }
}

export type HandSurroundings = Surroundings & {
  readonly findings: Finding[]
  /** By address; what is not in here is reached without a word. */
  readonly ways: Record<string, readonly Reached[]>
}

/** `findings` is what the next probe finds; empty at first. */
export function handSurroundings(): HandSurroundings {
  const findings: Finding[] = []
  const ways: HandSurroundings['ways'] = {}
  return {
    findings,
    ways,
    probe: async () => structuredClone(findings),
    reach: async (address) => structuredClone(ways[address] ?? []),
    system: () => ({ system: 'made up' }),
    hide: (text) => text.replaceAll('/home/somebody', '~'),
  }
}

export type HandSiteFiles = SiteFiles & {
  /** What lies in the folder from now on, by name, text as it is; whoever listens is told. */
  lay(files: Readonly<Record<string, unknown>>): void
}

export function handSiteFiles(): HandSiteFiles {
  const listeners = new Set<() => void>()
  const read = siteReader()
  let settings = read([], 0)
  return {
    settings: () => settings,
    subscribe(changed) {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
    lay(files) {
      const textOf = (content: unknown) => (typeof content === 'string' ? content : JSON.stringify(content))
      settings = read(
        Object.entries(files).map(([path, content]) => ({ path, text: textOf(content) })),
        0,
      )
      for (const changed of listeners) changed()
    },
  }
}
