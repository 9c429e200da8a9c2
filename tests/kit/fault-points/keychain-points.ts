/** Each change of a keychain's items as a point (points.ts), whichever way they are kept. */
import { BLANK, type ItemKeychain } from '../../../electron/adapters/node/keychain/item-keychain.ts'
import { keychainCode } from '../../../electron/adapters/node/keychain/keychain-fault.ts'
import { raise } from '../../../shared/fault.ts'
import { crossed, refusalOf } from './points.ts'

export function withPoints(keychain: ItemKeychain): ItemKeychain {
  async function pass<Value>(account: string, did: string, work: () => Promise<Value>): Promise<Value> {
    const step = stepOf(account, did)
    const refusal = refusalOf(step)
    if (refusal !== null) raise(keychainCode(refusal))
    const value = await work()
    if (did !== 'got') crossed(step)
    return value
  }
  return {
    get: (accounts) => pass(accounts[0] ?? '', 'got', () => keychain.get(accounts)),
    set: (account, value) => pass(account, value === BLANK ? 'blanked' : 'set', () => keychain.set(account, value)),
    discard: (account) => pass(account, 'discarded', () => keychain.discard(account)),
    condition: () => keychain.condition(),
    unlock: () => keychain.unlock(),
    onReplaced: (listener) => keychain.onReplaced(listener),
    facts: () => keychain.facts(),
    close: () => keychain.close(),
  }
}

/** `slot` is the first item of a slot, which brings a document into force. */
function stepOf(account: string, did: string): string {
  const [key = '', slot, number] = account.split('.')
  const part = slot === undefined ? 'head' : number === '1' ? 'slot' : 'piece'
  return `${key === 'manifest' ? key : 'document'}: ${part} ${did}`
}
