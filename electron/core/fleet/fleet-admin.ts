import type { Network } from '../../../shared/connections/network.ts'
import type { Secret } from '../../../shared/secret.ts'

/** One workstation that shares the vault. `since` in UTC ms. */
export type Member = {
  /** What its people call it. */
  readonly name: string
  /** What is sealed for it: an age public key. */
  readonly recipient: string
  /** What it signs with: `evb-signer-...`. */
  readonly signer: string
  readonly since: number
}

export type Seen = Member & {
  /** UTC ms; null where it has not been there yet. */
  readonly seenAt: number | null
  readonly isThis: boolean
  /** It says who belongs to it, alone or with others. */
  readonly isSite: boolean
}

/** Who shares this vault, and who no longer does. All of it raises the faults of the store. */
export type FleetAdmin = {
  list(): Promise<readonly Seen[]>
  /** Gives what was damaged and so passed over, as `revoke`. Raises not_the_site, already_a_member {name}. */
  add(member: Omit<Member, 'since'>): Promise<readonly string[]>
  /**
   * Sealed anew for the rest before it resolves; gives the keys of documents and marks that are damaged, and so were passed
   * over. Raises not_the_site, no_such_member {name}, revokes_itself.
   */
  revoke(name: string): Promise<readonly string[]>
  /** Another may say as well who belongs to it, or no longer. Raises not_the_site, no_such_member {name}, site_stays. */
  appoint(name: string, isToSign: boolean): Promise<void>
  /** What Members says of it (vault/members.ts). */
  takeOver(): Promise<void>
  follow(signer: string): Promise<void>
  /** The first list, with this workstation alone; what it had begun before without an end goes. Raises fleet_there. */
  begin(name: string, fleet: string): Promise<void>
  /**
   * From here on by this access: another password, certificate, authority or address of the same fleet. What fails leaves all as it
   * was. `isNew`: the store may be an empty one, for one that was lost, and gets what is known here. Raises no_fleet_there,
   * fleet_stranger {signer}, and the store's faults.
   */
  enter(access: StoreAccess, isNew?: boolean): Promise<void>
  /** That this workstation is here, now and from time to time. */
  tellSeen(): Promise<void>
  /**
   * This workstation leaves: takes out of the store what is its own alone, and of the last one everything. Gives how many
   * entries stay there; Infinity where nobody could look. Never raises.
   */
  takeOut(isLast: boolean): Promise<number>
  stop(): void
}

/** Where the shared store is, and whose list of members counts there. */
export type SharedPlace = {
  /** Addresses of the members of etcd. */
  readonly endpoints: readonly string[]
  readonly user: { readonly name: string; readonly password: Secret } | null
  /** Certificates (PEM) that count beside the system's. */
  readonly authorities: string | null
  /** The certificate that this workstation shows to etcd; proves nothing of who writes (docs/shared-vault.md). */
  readonly client: Network['client']
  /** Who began the fleet: goes into the names of marks, which must be the same for all. */
  readonly site: string
  /** Whose list of members is believed while this workstation has seen none yet. */
  readonly root: string
}

/** How it is reached. */
export type StoreAccess = Omit<SharedPlace, 'site' | 'root'>
