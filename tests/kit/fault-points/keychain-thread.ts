/** The keychain's thread, or the double of Windows' in its place: each change is a point (points.ts). */
import { renameSync, writeFileSync } from 'node:fs'
import { keychainCode } from '../../../electron/adapters/node/keychain-fault.ts'
import { type KeychainThread, keychainThread as realThread } from '../../../electron/adapters/node/keychain-thread.ts'
import type { KeychainAction } from '../../../electron/adapters/node/keychain-worker.ts'
import { raise } from '../../../shared/fault.ts'
import { windowsLimitStore } from '../windows-limit-store.ts'
import { crossed, refusalOf, textOf } from './points.ts'

export function keychainThread(): KeychainThread {
  const { FAULT_WINDOWS: items } = process.env
  const thread = items === undefined ? realThread() : windowsThread(items)
  return {
    async call(action, deadlineMs) {
      const step = stepOf(action)
      const refusal = refusalOf(step)
      if (refusal !== null) raise(keychainCode(refusal))
      const value = await thread.call(action, deadlineMs)
      if (action.action !== 'get') crossed(step)
      return value
    },
    get stalled() {
      return thread.stalled
    },
    close: () => thread.close(),
  }
}

const DID = { get: 'got', set: 'set', delete: 'deleted' } as const

function stepOf({ action, account }: KeychainAction): string {
  const [key = '', slot] = account.split('.')
  const part = slot === undefined ? 'head' : 'piece'
  return `${key === 'manifest' ? key : 'document'}: ${part} ${DID[action]}`
}

/** One process after the other, each with a file of its own making in the old one's place: what is there is always whole. */
function windowsThread(file: string): KeychainThread {
  const read = () => new Map(Object.entries(JSON.parse(textOf(file) ?? '{}') as Record<string, string>))
  const write = (items: Map<string, string>) => {
    writeFileSync(`${file}.new`, JSON.stringify(Object.fromEntries(items)))
    renameSync(`${file}.new`, file)
  }
  return {
    stalled: false,
    async call(action) {
      const store = windowsLimitStore(read())
      if (action.action === 'get') return store.get(action.account)
      await (action.action === 'set' ? store.set(action.account, action.value) : store.delete(action.account))
      write(store.items)
      return null
    },
    async close() {},
  }
}
