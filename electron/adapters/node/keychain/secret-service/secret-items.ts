import { raise } from '../../../../../shared/fault.ts'
import { pause } from '../../../../core/concurrency/pause.ts'
import type { Clock } from '../../../../core/ports.ts'
import { BLANK } from '../item-keychain.ts'
import type { BusCall } from '../session-bus/session-bus.ts'
import { isLocked } from './default-keyring.ts'
import type { KeyringCaller } from './keyring-connection.ts'
import { awaitPrompt, errorOfPrompt } from './keyring-prompt.ts'
import { syncWallet } from './kwallet.ts'
import {
  type Attributes,
  createItem,
  deleteItem,
  getCollections,
  getSecrets,
  ITEM,
  NO_PATH,
  searchItems,
  setItemProperty,
  setSecret,
} from './secret-service-calls.ts'
import type { WireSecret } from './secret-session.ts'

/**
 * The items of one state folder in a Secret Service. They have the attributes that the keychain library gives them too, so
 * that either reads what the other wrote. Paths are cached until the keyring restarts (`forget`). Raises BusErrors.
 */
export class SecretItems {
  readonly #service: string
  readonly #promptMs: number
  readonly #clock: Pick<Clock, 'after'>
  readonly #paths = new Map<string, string>()
  /** Accounts that the last read did not find: a write that follows need not search again. */
  #absent: ReadonlySet<string> = new Set()
  /** An item that a person has yet to allow: checked before anything else is tried. */
  #refusedItem: string | null = null

  constructor(service: string, promptMs: number, clock: Pick<Clock, 'after'>) {
    this.#service = service
    this.#promptMs = promptMs
    this.#clock = clock
  }

  forget(): void {
    this.#paths.clear()
    this.#absent = new Set()
    this.#refusedItem = null
  }

  /** True while an item of ours waits for a person, though the keyring is open (KeePassXC confirms each program). */
  async isRefused(caller: KeyringCaller): Promise<boolean> {
    if (this.#refusedItem !== null && !(await isLocked(caller, this.#refusedItem, ITEM))) this.#refusedItem = null
    return this.#refusedItem !== null
  }

  /** Those of our items that a person would have to allow. */
  async locked(caller: KeyringCaller): Promise<readonly string[]> {
    const found = await this.#search(caller, await keyrings(caller), { service: this.#service })
    const states = await Promise.all(found.map((path) => isLocked(caller, path, ITEM)))
    return found.filter((_path, index) => states[index])
  }

  /** One call for all of them, however many. Null for those that are not there or were never written to the end. */
  async get(caller: KeyringCaller, accounts: readonly string[]): Promise<(string | null)[]> {
    const paths = await this.#findAll(caller, accounts)
    const knownPaths = paths.filter((path) => path !== null)
    if (knownPaths.length === 0) return accounts.map(() => null)
    const session = await caller.session()
    const [answer] = await this.#callNotingRefusal(caller, knownPaths, getSecrets(knownPaths, session.path))
    const secrets = new Map(answer as [string, WireSecret][])
    return paths.map((path) => {
      const secret = path === null ? undefined : secrets.get(path)
      // Left out of the answer: it was locked at that very moment.
      if (secret === undefined) return path === null ? null : raise('vault_locked')
      return session.open(secret) || null
    })
  }

  async set(caller: KeyringCaller, keyring: string, account: string, value: string): Promise<void> {
    const secret = (await caller.session()).seal(value)
    const isNew = this.#absent.has(account)
    this.#absent = new Set()
    const path = (isNew ? null : await this.#find(caller, account)) ?? (await this.#takeFreeItem(caller, account))
    if (path === null) await this.#create(caller, keyring, account, secret)
    else await this.#callNotingRefusal(caller, [path], setSecret(path, secret))
    if ((await caller.kind()) === 'kwallet') await syncWallet(caller, keyring)
  }

  /**
   * Overwrites the value first, in case the keyring keeps deleted items. KeePassXC would ask a person and move the item to its
   * recycle bin: there the blanked item is left and reused for the next new one.
   */
  async discard(caller: KeyringCaller, keyring: string, account: string): Promise<void> {
    const path = await this.#find(caller, account)
    if (path === null) return
    await this.set(caller, keyring, account, BLANK)
    this.#paths.delete(account)
    if ((await caller.kind()) === 'keepassxc') return this.#assignTo(caller, path, FREE_ACCOUNT)
    const [prompt] = await caller.call(deleteItem(path))
    if (prompt !== NO_PATH) await this.#followPrompt(caller, String(prompt))
  }

  async #findAll(caller: KeyringCaller, accounts: readonly string[]): Promise<(string | null)[]> {
    const unknown = accounts.filter((account) => !this.#paths.has(account))
    const collections = unknown.length === 0 ? [] : await keyrings(caller)
    const search = async (username: string) => {
      const [path] = await this.#search(caller, collections, { service: this.#service, username })
      if (path !== undefined) this.#paths.set(username, path)
    }
    await Promise.all(unknown.map(search))
    this.#absent = new Set(unknown.filter((account) => !this.#paths.has(account)))
    return accounts.map((account) => this.#paths.get(account) ?? null)
  }

  async #find(caller: KeyringCaller, account: string): Promise<string | null> {
    const [path = null] = await this.#findAll(caller, [account])
    this.#absent = new Set()
    return path
  }

  async #search(caller: KeyringCaller, collections: readonly string[], attributes: Attributes): Promise<string[]> {
    const found = collections.map((path) => caller.call(searchItems(path, attributes)))
    return (await Promise.all(found)).flatMap(([items]) => items as string[])
  }

  async #takeFreeItem(caller: KeyringCaller, account: string): Promise<string | null> {
    if ((await caller.kind()) !== 'keepassxc') return null
    const [path] = await this.#search(caller, await keyrings(caller), {
      service: this.#service,
      username: FREE_ACCOUNT,
    })
    if (path === undefined) return null
    await this.#assignTo(caller, path, account)
    this.#paths.set(account, path)
    return path
  }

  async #assignTo(caller: KeyringCaller, path: string, account: string): Promise<void> {
    const attributes = Object.entries(this.#attributes(account))
    await caller.call(setItemProperty(path, 'Attributes', 'a{ss}', attributes))
    await caller.call(setItemProperty(path, 'Label', 's', labelOf(account)))
  }

  async #create(caller: KeyringCaller, keyring: string, account: string, secret: WireSecret): Promise<void> {
    const call = createItem(keyring, labelOf(account), this.#attributes(account), secret)
    const [item, prompt] = await caller.call(call)
    const path = prompt === NO_PATH ? item : await this.#followPrompt(caller, String(prompt))
    if (typeof path === 'string' && path !== NO_PATH) this.#paths.set(account, path)
    if ((await caller.kind()) === 'keepassxc') await pause(this.#clock, KEEPASS_REST_MS)
  }

  /** KeePassXC does by a prompt what needs no person: nothing is shown while the keyring is open. */
  async #followPrompt(caller: KeyringCaller, prompt: string): Promise<unknown> {
    const end = await awaitPrompt(caller, prompt, this.#promptMs)
    if (end.end !== 'done') throw errorOfPrompt(end)
    return end.result
  }

  /** On failure, remembers an item that is refused though the keyring is open. */
  async #callNotingRefusal(
    caller: KeyringCaller,
    paths: readonly string[],
    call: BusCall,
  ): Promise<readonly unknown[]> {
    try {
      return await caller.call(call)
    } catch (thrown) {
      const states = await Promise.all(paths.map((path) => isLocked(caller, path, ITEM).catch(() => false)))
      this.#refusedItem = paths.find((_path, index) => states[index]) ?? null
      throw thrown
    }
  }

  #attributes(account: string): Attributes {
    return { service: this.#service, username: account, target: 'default', application: 'rust-keyring' }
  }
}

/** All of them: the default one may have been another when an item was made. */
async function keyrings(caller: KeyringCaller): Promise<readonly string[]> {
  const [paths] = await caller.call(getCollections())
  return paths as string[]
}

/** KeePassXC 2.7.4 crashes (SIGSEGV) when some twenty new entries follow each other without a second between them. */
const KEEPASS_REST_MS = 1_000

/** The account of an item that holds nothing and belongs to no document; a key never contains a space. */
const FREE_ACCOUNT = 'not in use'

function labelOf(account: string): string {
  return account === FREE_ACCOUNT ? 'Everbearer (not in use)' : `Everbearer ${account}`
}
