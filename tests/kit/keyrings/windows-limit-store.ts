/**
 * A double of the Windows Credential Manager, not the real one: an ItemStore in memory with that one's hard limits.
 * A value is stored as UTF-16 and may take 2,560 bytes (CRED_MAX_CREDENTIAL_BLOB_SIZE); the user name may have 513
 * letters, and the target name `account.service` 32,767.
 *
 *   const store = windowsLimitStore()
 *   const vault = slotsVault(store)
 *   store.cutAt(3)          // the third call from now fails before it has done anything, as do all after it
 *   store.cutAt(3, 'after') // it fails although its work was done
 *   store.calls             // how many calls there were since the last cutAt
 */
import type { ItemStore } from '../../../electron/adapters/node/keychain/item-keychain.ts'
import { raise } from '../../../shared/fault.ts'

const VALUE_BYTES = 2_560
const USER_NAME_LENGTH = 513
const TARGET_NAME_LENGTH = 32_767
const SERVICE = 'everbearer-0123456789abcdef'

export type WindowsLimitStore = ItemStore & {
  readonly items: Map<string, string>
  readonly calls: number
  cutAt(call: number, when?: 'before' | 'after'): void
}

/** `items` can be handed in: a second store over them is the same machine after a crash. */
export function windowsLimitStore(items: Map<string, string> = new Map()): WindowsLimitStore {
  let calls = 0
  let cut = { at: Number.POSITIVE_INFINITY, when: 'before' }

  async function call<Value>(account: string, work: () => Value): Promise<Value> {
    assertName(account)
    calls++
    await Promise.resolve()
    if (calls > cut.at || (calls === cut.at && cut.when === 'before')) raise('vault_stalled')
    const value = work()
    if (calls === cut.at) raise('vault_stalled')
    return value
  }

  return {
    items,
    get calls() {
      return calls
    },
    cutAt(at, when = 'before') {
      calls = 0
      cut = { at, when }
    },
    async get(accounts) {
      const found: (string | null)[] = []
      for (const account of accounts) found.push(await call(account, () => items.get(account) ?? null))
      return found
    },
    set: (account, value) => {
      if (value.length * 2 > VALUE_BYTES) return Promise.reject(new Error('password encoded as UTF-16 is too long'))
      return call(account, () => void items.set(account, value))
    },
    discard: (account) => call(account, () => void items.delete(account)),
  }
}

function assertName(account: string): void {
  if (account === '') throw new Error('the user name is empty')
  if (account.length > USER_NAME_LENGTH) throw new Error('the user name is too long')
  if (`${account}.${SERVICE}`.length > TARGET_NAME_LENGTH) throw new Error('the target name is too long')
}
