/**
 * A separate program for the keychain library, whose calls block their thread, for ever when a dialog is open or a keychain
 * hangs: only a process can be killed then. It answers one call after the other; keychain-process.ts starts and ends it. In
 * Electron it is a utility process, which ends with its parent. As a child of Node it runs the library in a worker, so that
 * the main thread can notice that the parent has gone.
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
const SECRET_SERVICE_ONLY = { linux: { store: 'secret-service' } } as const

/** One entry per account: on Linux each is a connection of its own with its own key exchange (7 ms of work). */
const entries = new Map<string, KeychainEntry>()
/** Connections end only when the garbage collector finds them, so replaced ones are counted too. */
let openedCount = 0

type UtilityPort = {
  on(event: 'message', listener: (event: { data: KeychainAction }) => void): void
  postMessage(answer: KeychainAnswer): void
}

/** What a utility process has in the place of Node's channel to its parent. */
const utilityPort: UtilityPort | undefined = Reflect.get(process, 'parentPort')

if (utilityPort) utilityPort.on('message', ({ data }) => utilityPort.postMessage(answerCall(data)))
else if (isMainThread) runLibraryInWorker()
else parentPort?.on('message', (call: KeychainAction) => parentPort?.postMessage(answerCall(call)))

function runLibraryInWorker(): void {
  const library = new Worker(new URL('./keychain-program.ts', import.meta.url), { execArgv: [] })
  process.on('message', (call) => library.postMessage(call))
  library.on('message', (answer: KeychainAnswer) => process.send?.(answer))
  // SIGKILL, since process.exit would wait for the blocked thread.
  const end = () => process.kill(process.pid, 'SIGKILL')
  library.on('error', end)
  process.on('disconnect', end)
  // Ctrl+C reaches the whole process group, but the parent may still be saving something: it decides when this ends.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
}

function answerCall(call: KeychainAction): KeychainAnswer {
  try {
    return { ok: true, value: perform(call), entries: openedCount }
  } catch (thrown) {
    return { ok: false, code: keychainCode(thrown instanceof Error ? thrown.message : ''), entries: openedCount }
  }
}

/** A cached entry breaks when the keyring was restarted; then try once with a new one. */
function perform(call: KeychainAction): string | null {
  const cached = entries.get(call.account)
  if (cached) {
    try {
      return apply(cached, call)
    } catch (thrown) {
      entries.delete(call.account)
      if (!(thrown instanceof Error) || keychainCode(thrown.message) !== 'vault_missing') throw thrown
    }
  }
  const newEntry = openEntry(call)
  const value = apply(newEntry, call)
  entries.set(call.account, newEntry)
  return value
}

function openEntry({ service, account }: KeychainAction): KeychainEntry {
  const { Entry } = load('keytar') as typeof import('keytar')
  openedCount++
  return new Entry(service, account, SECRET_SERVICE_ONLY)
}

function apply(entry: KeychainEntry, call: KeychainAction): string | null {
  if (call.action === 'get') return entry.getPassword()
  if (call.action === 'set') entry.setPassword(call.value)
  else entry.deletePassword()
  return null
}
