/**
 * A VaultBackend in memory whose troubles the test makes: the vault of `memoryPorts`.
 *
 *   vault.failNext('write', fault('vault_full'))                 // the next write fails, nothing is stored
 *   vault.failNext('write', fault('vault_stalled'), { after: true })  // it fails although the value was stored
 *   const release = vault.hangNext('read', 'connection-id')      // the call waits until release()
 *   vault.lock()                                                 // everything raises vault_locked until unlock()
 *   vault.contents.get('manifest')                               // what is stored
 */
import type { VaultBackend, VaultCondition } from '../../electron/core/ports.ts'
import { type Fault, FaultError, fault } from '../../shared/fault.ts'
import type { VaultKind } from '../../shared/vault-kind.ts'

type VaultCall = 'read' | 'write' | 'remove'
type Trouble = {
  readonly call: VaultCall
  readonly key: string | undefined
  readonly after: boolean
  readonly arrive: () => Promise<void>
}
type Where = { readonly key?: string; readonly after?: boolean; readonly times?: number }

export type FaultyVault = VaultBackend & {
  readonly contents: Map<string, string>
  /** The next `times` (1) such calls (for this key) raise the fault; `after` says that their work is done nevertheless. */
  failNext(call: VaultCall, trouble: Fault, where?: Where): void
  /** The next such call waits until the function that this returns is called. */
  hangNext(call: VaultCall, key?: string): () => void
  lock(): void
  setCondition(condition: VaultCondition): void
  /** Troubles that no call has met yet. */
  readonly waiting: number
}

/** What each condition raises from a call; `open` raises nothing. */
const FAULT_OF: Readonly<Record<Exclude<VaultCondition, 'open'>, Fault>> = {
  locked: fault('vault_locked'),
  missing: fault('vault_missing'),
  denied: fault('vault_denied'),
  damaged: fault('vault_damaged', { key: 'vault' }),
  stalled: fault('vault_stalled'),
  'passphrase-needed': fault('passphrase_needed'),
  unchosen: fault('vault_choice_needed'),
}

class TroubledVault implements FaultyVault {
  readonly kind: VaultKind
  readonly contents = new Map<string, string>()
  readonly #troubles: Trouble[] = []
  readonly #seen: (call: VaultCall, key: string) => void
  #condition: VaultCondition = 'open'

  constructor(kind: VaultKind, seen: (call: VaultCall, key: string) => void) {
    this.kind = kind
    this.#seen = seen
  }

  get waiting(): number {
    return this.#troubles.length
  }

  read(key: string): Promise<string | null> {
    return this.#meet('read', key, () => this.contents.get(key) ?? null)
  }

  write(key: string, value: string): Promise<void> {
    return this.#meet('write', key, () => void this.contents.set(key, value))
  }

  remove(key: string): Promise<void> {
    return this.#meet('remove', key, () => void this.contents.delete(key))
  }

  async condition(): Promise<VaultCondition> {
    return this.#condition
  }

  async unlock(): Promise<void> {
    if (this.#condition === 'locked' || this.#condition === 'passphrase-needed') this.#condition = 'open'
    this.#raiseCondition()
  }

  async close(): Promise<void> {}

  lock(): void {
    this.#condition = 'locked'
  }

  setCondition(condition: VaultCondition): void {
    this.#condition = condition
  }

  failNext(call: VaultCall, trouble: Fault, { key, after = false, times = 1 }: Where = {}): void {
    const arrive = () => Promise.reject(new FaultError(trouble))
    for (let time = 0; time < times; time += 1) this.#troubles.push({ call, key, after, arrive })
  }

  hangNext(call: VaultCall, key?: string): () => void {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#troubles.push({ call, key, after: false, arrive: () => promise })
    return resolve
  }

  async #meet<Value>(call: VaultCall, key: string, work: () => Value): Promise<Value> {
    if (!/^[a-z0-9-]{1,64}$/.test(key)) throw new Error(`not a vault key: ${key}`)
    this.#seen(call, key)
    this.#raiseCondition()
    const trouble = this.#take(call, key)
    // A real vault never answers in the same turn: callers that count on it must fail here.
    await Promise.resolve()
    if (trouble && !trouble.after) await trouble.arrive()
    const value = work()
    if (trouble?.after) await trouble.arrive()
    return value
  }

  #take(call: VaultCall, key: string): Trouble | undefined {
    const index = this.#troubles.findIndex((one) => one.call === call && (one.key === undefined || one.key === key))
    return index < 0 ? undefined : this.#troubles.splice(index, 1)[0]
  }

  #raiseCondition(): void {
    if (this.#condition !== 'open') throw new FaultError(FAULT_OF[this.#condition])
  }
}

export function faultyVault(
  kind: VaultKind = 'memory',
  seen: (call: VaultCall, key: string) => void = () => {},
): FaultyVault {
  return new TroubledVault(kind, seen)
}
