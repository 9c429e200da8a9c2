/**
 * Everything the core wants from the world. Adapters implement these; tests hand in stand-ins.
 * Ports throw only FaultError for expected trouble; anything else that they throw counts as a bug.
 */
import type { Finding } from '../../shared/api/contract/contract.ts'
import type { JournalEntry } from '../../shared/connections/journal.ts'
import type { EffectiveNetwork, Network } from '../../shared/connections/network.ts'
import type { Fault } from '../../shared/fault.ts'
import type { HttpOutcome, HttpRequest } from '../../shared/http.ts'
import type { Secret } from '../../shared/secret.ts'
import type { SiteSettings } from '../../shared/site/site-settings.ts'
import type { VaultKind } from '../../shared/vault-kind.ts'
import type { AlertActions } from './alerts/alert-actions.ts'
import type { Fleet } from './fleet/fleet.ts'
import type { FleetAdmin, SharedPlace } from './fleet/fleet-admin.ts'
import type { Log } from './log/log.ts'
import type { OAuth, Redirects } from './requests/oauth.ts'

export type Cancel = () => void

export type Clock = {
  /** Wall clock, UTC ms. May jump when a person or a time server sets it. */
  now(): number
  /** Ms from an arbitrary start, never set by anyone. May stand still while the machine sleeps. */
  monotonic(): number
  /** Ms since the machine was started, its sleep counted in, never set by anyone. */
  sinceBoot(): number
  /** Runs once after at least this many ms, be they months. Stands still while the machine sleeps, as `monotonic` does. */
  after(ms: number, run: () => void): Cancel
  /** This machine's zone at that moment, minutes east of UTC: some servers write local times without a zone. */
  zoneOffsetMinutes(at: number): number
}

/**
 * Hints that time or network may have changed (resume, unlock, network back). They can be missing or doubled. `isWaiting` says
 * whether something waits for the network: whoever has to look for hints then looks often.
 */
export type Wake = { subscribe(listener: () => void, isWaiting?: () => boolean): Cancel }

export type Http = { send(request: HttpRequest): Promise<HttpOutcome> }

/** Certificates as people hand them in: tried before they are kept, and named. Times UTC ms. */
export type Certificates = {
  /** Raises invalid_authorities. */
  authorities(pem: string): NonNullable<Network['authorities']>
  /** Raises invalid_client_certificate, client_key_mismatch, client_passphrase_needed, client_passphrase_wrong. */
  client(
    parts: Pick<NonNullable<Network['client']>, 'form' | 'certificate' | 'key' | 'passphrase'>,
  ): Pick<NonNullable<Network['client']>, 'name' | 'endsAt'>
}

export type Random = {
  /** Uniform in [0, 1). */
  fraction(): number
  /** This many random bytes as lower-case hex. */
  hex(bytes: number): string
  /** A random UUID (RFC 9562 section 5.4), in lower case. */
  uuid(): string
}

/** SHA-256 of the UTF-8 text, lower-case hex. */
export type Digest = (text: string) => string

export type VaultCondition =
  | 'open'
  | 'locked'
  | 'missing'
  | 'denied'
  | 'damaged'
  | 'stalled'
  | 'passphrase-needed'
  | 'unchosen'

/**
 * A place for documents. Keys are connection ids, and `manifest`; both match [a-z0-9-]{1,64}.
 * Values are text of any length. `write` returns only when the value would survive a crash; a crash in the
 * middle leaves the old or the new value whole. Faults: vault_locked, vault_missing, vault_denied,
 * vault_damaged (this one entry cannot be read), vault_stalled, vault_full, vault_starved, passphrase_needed, passphrase_wrong.
 */
export type VaultBackend = {
  /** `none` while the person has still to choose (unchosen-vault.ts). */
  readonly kind: VaultKind | 'shared' | 'none'
  /** Of `none`: why there is something to choose, a fault's code or `file_there`. Of `file`: `file_new` while there is none yet. */
  readonly why?: string | undefined
  /** `heard`: a shared one has just told of it, so that what came with the notice serves (fleet). */
  read(key: string, why?: 'heard'): Promise<string | null>
  /** `wish`: what fails has been refused to whoever wished it, so that nothing of it may come about later (fleet). */
  write(key: string, value: string, why?: 'wish'): Promise<void>
  /** `moved`: it lives on elsewhere, so what was set aside of it, which did not go along, stays. */
  remove(key: string, why?: 'moved'): Promise<void>
  /** Looks without prompting anyone. */
  condition(): Promise<VaultCondition>
  /** May prompt (keychain) or takes the passphrase (file); throws a fault when it stays shut. */
  unlock(passphrase?: string): Promise<void>
  /** What a person who looks for a trouble wants to know of it; no secrets. */
  facts?(): Promise<Readonly<Record<string, string | number>>>
  /** Changes the passphrase of a file vault for whoever knows the present one; the others have none. Raises passphrase_wrong. */
  changePassphrase?(present: string, next: string): Promise<void>
  close(): Promise<void>
  /**
   * Of a vault that several workstations share; the others have none. There `write` holds only if nobody has written the
   * document since it was read here, and raises document_changed; what is taken here and did not get to the others yet
   * raises store_unreachable or store_unanswered, and `read` gives whichever is newer.
   */
  readonly fleet?: Fleet | undefined
  /** Of a shared one: who shares it. */
  readonly admin?: FleetAdmin | undefined
  /** Of a shared one: why the others are not reached, or what of them was refused; null where all is well. */
  trouble?(): Fault | null
}

/** index.json: worthless to a thief; written by the keeper alone, debounced by the adapter. */
export type IndexFile = {
  /** Null when there is none yet, or when it was unreadable and has been set aside. */
  read(): unknown
  /** `make` is called when the write really happens, so that a thousand changes in a moment cost one. */
  write(make: () => unknown): void
  /** Writes what is still waiting. */
  flush(): Promise<void>
  /** The version of a file that another build wrote; it stays as it is, and what is handed in is not written. */
  readonly leftAlone: number | null
  /** The name under which an unreadable file was set aside at start, else null. */
  readonly setAside: string | null
}

export type JournalFile = {
  append(entry: JournalEntry): Promise<void>
  /** Oldest first; at most `limit` of the newest. Damaged lines and those of another build are skipped, stay, and are counted apart. */
  read(limit: number): Promise<{ entries: JournalEntry[]; unreadable: number; newer?: number }>
}

/** What a site's administrator has laid down for this workstation (docs/managed-settings.md). */
export type SiteFiles = {
  /** Of all files as one; only what nobody but the administrator can have written counts. Read and judged once until it changes. */
  settings(): SiteSettings
  /** Told when something in the folder has changed, once it has come to rest. */
  subscribe(changed: () => void): Cancel
}

export type Ownership = {
  /** True while this process holds keeper.lock and the lock file is still the one it locked. Cheap: asked before each renewal. */
  held(): boolean
}

/** Says which machine a document was saved on, so that a roaming profile is not renewed from two. */
export type Machine = {
  readonly id: string
  /** Another one each time it is started; null where nothing tells. */
  readonly boot: string | null
}

/** Opens other vaults than the one in use, for moving, and remembers which one the person chose. */
export type Vaults = {
  open(kind: VaultKind, passphrase: string | null): Promise<VaultBackend>
  choose(kind: VaultKind): Promise<void>
  /** What lies there is left of what was moved away: nothing was added since, and all of it is in use elsewhere. */
  isMovedAway(kind: VaultKind): boolean
  /** Left out by who can have none. */
  readonly shared?: SharedVaults
}

export type SharedVault = VaultBackend & { readonly fleet: Fleet; readonly admin: FleetAdmin }

/** The vault that several workstations share, beside one that is this workstation's own. */
export type SharedVaults = {
  /** The letter of the list of members there, if there is one. Raises etcd_address and the store's faults. */
  listAt(way: Omit<SharedPlace, 'site' | 'root'>): Promise<string | null>
  /** Remembers the place, and opens it. Raises what the vault beside it raises. */
  open(beside: Beside, place: SharedPlace, passphrase: string | null): Promise<SharedVault>
  choose(beside: Beside): Promise<void>
}

/** Where a workstation keeps what is its own. */
export type Beside = 'keychain' | 'file'

/** A passphrase, or age recipients (public keys), each of whom can open it. */
export type SealingKey = { readonly passphrase: Secret } | { readonly recipients: readonly string[] }

/** What a workstation is known by: what is sealed for it, and what it signs. */
export type Identities = {
  make(): Promise<{ identity: Secret; recipient: string; signingKey: Secret; signer: string }>
  /** In base64url. */
  sign(text: string, signingKey: Secret): string
  verify(text: string, signature: string, signer: string): boolean
}

/** Files that leave this computer: age format, as armoured text. */
export type Sealing = {
  /** Raises what sealing would: passphrase_weak, invalid_recipient. */
  check(key: SealingKey): Promise<void>
  seal(text: Secret, key: SealingKey): Promise<string>
  /** `key` is a passphrase or an age identity. Raises sealed_wrong_key, sealed_damaged. */
  open(sealed: string, key: Secret): Promise<Secret>
}

/** One step on the way to a server; whose server it is, the core knows. */
export type Reached = Omit<Finding, 'connection'>

/** What only the host can look at, for the doctor and the support file. Looks, and changes nothing. */
export type Surroundings = {
  /** Files and their rights, socket, proxy settings. */
  probe(): Promise<readonly Finding[]>
  /** The way to the server at this address: its name, a proxy, its certificates. */
  reach(address: string, way: EffectiveNetwork | null): Promise<readonly Reached[]>
  /** Operating system and program versions. */
  system(): Readonly<Record<string, string>>
  /** The text with the person's own folder and name left out. */
  hide(text: string): string
}

/** Where consumers come to: a port of 127.0.0.1, 0 for none, and the address of a container engine's bridge, else empty. */
export type ConsumerPlace = {
  readonly port: number
  readonly bridge: string
  /** For programs of other computers, over TLS. */
  readonly network: NetworkPlace | null
}

/** `address:port`, and the full paths of the certificate and its key. */
export type NetworkPlace = { readonly address: string; readonly certificate: string; readonly key: string }

/** What a host that lasts holds open for consumers. */
export type ConsumerPort = {
  /**
   * From now on there and nowhere else; resolves when that has been tried once. What fails is tried again by itself, and
   * `told` hears of each change: a trouble, or null once it listens.
   */
  follow(place: ConsumerPlace, told: (trouble: Fault | null) => void): Promise<void>
  /** `host:port` of each place where it listens now, with `https://` before it where that is TLS, until `certificateEndsAt`. */
  state(): { readonly at: readonly string[]; readonly fault: Fault | null; readonly certificateEndsAt: number | null }
  /** Each place as a program finds it that comes there now; `fault` is null where this keeper answers as it should. */
  look(): Promise<readonly ConsumerLook[]>
}

/** A place for consumers, as a program finds it that comes there. */
export type ConsumerLook = {
  readonly at: string
  readonly fault: Fault | null
  /** Of its certificate, where it has one: for whom it is, and its end in UTC ms. */
  readonly names: string | null
  readonly certificateEndsAt: number | null
}

/** Who runs this keeper, and how it is asked to go. */
export type HostFacts = {
  readonly version: string
  /** The commit that this build was made from, or `unknown`. */
  readonly commit: string
  readonly pid: number
  /** agent, browser host, desktop, command line. */
  readonly name: string
  /** Path of the socket that it listens at, where that is one. */
  readonly socket?: string | undefined
  /** Keeps for as long as it runs; a single command only does its work, and its coming and going is no news. */
  readonly lasting: boolean
  /** Left out by a single command, which ends too soon. */
  readonly consumerPort?: ConsumerPort | undefined
  /** A newer host asked this keeper to hand over: finish and leave. */
  leave(): void
}

export type Ports = {
  readonly clock: Clock
  readonly wake: Wake
  readonly http: Http
  readonly random: Random
  readonly digest: Digest
  readonly vault: VaultBackend
  readonly index: IndexFile
  readonly journal: JournalFile
  readonly log: Log
  readonly siteFiles: SiteFiles
  readonly ownership: Ownership
  readonly machine: Machine
  readonly vaults: Vaults
  readonly sealing: Sealing
  readonly identities: Identities
  readonly certificates: Certificates
  readonly surroundings: Surroundings
  readonly oauth: OAuth
  readonly redirects: Redirects
  readonly alertActions: AlertActions
  readonly host: HostFacts
}
