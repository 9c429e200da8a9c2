/**
 * A program of its own, with the keychain library inside: its calls block their thread, for ever where a person is asked or
 * a keychain stands still, and only a process can be ended then. It does one call after the other as they come in; its
 * keeper is keychain-process.ts. In Electron it is a utility process, which ends with its parent whatever it does. As a
 * child of Node it has the library in a thread, and sees beside it that its parent has gone.
 */
import { createRequire } from 'node:module'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'
import type { Entry as KeychainEntry } from 'keytar'
import { type KeychainCode, keychainCode } from './keychain-fault.ts'

export type KeychainAction =
  | { readonly action: 'get' | 'delete'; readonly service: string; readonly account: string }
  | { readonly action: 'set'; readonly service: string; readonly account: string; readonly value: string }

/** `entries`: how many connections to the keychain this process holds open by now. */
export type KeychainAnswer =
  | { readonly ok: true; readonly value: string | null; readonly entries: number }
  | { readonly ok: false; readonly code: KeychainCode; readonly entries: number }

/** Not `import()`: Electron before 28 finds no module inside an asar with that. */
const load = createRequire(import.meta.url)

/** Without this the library may fall back to the kernel's keyring, which forgets everything at reboot. */
const PINNED = { linux: { store: 'secret-service' } } as const

/** One entry per account: on Linux each is a connection of its own with its own key exchange (7 ms of work). */
const entries = new Map<string, KeychainEntry>()
/** Connections end only when the garbage collector finds them, so replaced ones are counted too. */
let opened = 0

type UtilityPort = {
  on(event: 'message', listener: (event: { data: KeychainAction }) => void): void
  postMessage(answer: KeychainAnswer): void
}

/** What a utility process has in the place of Node's channel to its parent. */
const utilityPort: UtilityPort | undefined = Reflect.get(process, 'parentPort')

if (utilityPort) utilityPort.on('message', ({ data }) => utilityPort.postMessage(answer(data)))
else if (isMainThread) watch()
else parentPort?.on('message', (call: KeychainAction) => parentPort?.postMessage(answer(call)))

function watch(): void {
  const library = new Worker(new URL('./keychain-program.ts', import.meta.url), { execArgv: [] })
  process.on('message', (call) => library.postMessage(call))
  library.on('message', (answered: KeychainAnswer) => process.send?.(answered))
  // The hard way: an ordinary end would wait for the thread.
  const end = () => process.kill(process.pid, 'SIGKILL')
  library.on('error', end)
  process.on('disconnect', end)
  // A terminal sends its signals to the whole group; when this ends is the parent's to say, which may be saving something.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
}

function answer(call: KeychainAction): KeychainAnswer {
  try {
    return { ok: true, value: perform(call), entries: opened }
  } catch (thrown) {
    return { ok: false, code: keychainCode(thrown instanceof Error ? thrown.message : ''), entries: opened }
  }
}

/** A kept entry breaks when the keyring was restarted since; then a fresh one decides. */
function perform(call: KeychainAction): string | null {
  const kept = entries.get(call.account)
  if (kept) {
    try {
      return apply(kept, call)
    } catch (thrown) {
      entries.delete(call.account)
      if (!(thrown instanceof Error) || keychainCode(thrown.message) !== 'vault_missing') throw thrown
    }
  }
  const fresh = openEntry(call)
  const value = apply(fresh, call)
  entries.set(call.account, fresh)
  return value
}

function openEntry({ service, account }: KeychainAction): KeychainEntry {
  const { Entry } = load('keytar') as typeof import('keytar')
  opened++
  return new Entry(service, account, PINNED)
}

function apply(entry: KeychainEntry, call: KeychainAction): string | null {
  if (call.action === 'get') return entry.getPassword()
  if (call.action === 'set') entry.setPassword(call.value)
  else entry.deletePassword()
  return null
}
