/**
 * KWallet's own interface on the same bus (org.kde.KWallet): whether a wallet is open at all, and writing to disk at once,
 * which it otherwise does five seconds after the last change (and not at all when killed before).
 */
import { homedir } from 'node:os'
import { join } from 'node:path'
import { readStoredText } from '../../files/stored-file.ts'
import type { KeyringCaller } from './keyring-connection.ts'
import { awaitPrompt } from './keyring-prompt.ts'
import { COLLECTION, getProperty, NO_PATH, unlock } from './secret-service-calls.ts'

const SERVICES = [
  { destination: 'org.kde.kwalletd5', path: '/modules/kwalletd5' },
  { destination: 'org.kde.kwalletd6', path: '/modules/kwalletd6' },
] as const
/** Under which KWallet knows us. */
const APPLICATION = 'everbearer'
/** No dialog is shown, so the answer comes at once. */
const QUIET_MS = 3_000

/**
 * The Secret Service calls a wallet locked that the login or another program has opened, until it is asked to open it. That
 * shows no dialog unless the person wants to be asked for each program.
 */
export async function openQuietly(caller: KeyringCaller, keyring: string): Promise<boolean> {
  if ((await openWallet(caller, keyring)) === null) return false
  const [, prompt] = await caller.call(unlock([keyring]))
  if (prompt === NO_PATH) return true
  return (await awaitPrompt(caller, String(prompt), QUIET_MS)).end === 'done'
}

/** Writes the wallet to disk. Where KWallet cannot be asked, it does so by itself a few seconds later. */
export async function syncWallet(caller: KeyringCaller, keyring: string): Promise<void> {
  const wallet = await openWallet(caller, keyring)
  if (wallet === null) return
  const ask = (member: string, signature: string, body: readonly unknown[]) =>
    caller.call({ ...wallet.service, interface: 'org.kde.KWallet', member, signature, body })
  const [handle] = await ask('open', 'sxs', [wallet.name, 0, APPLICATION])
  if (typeof handle !== 'number' || handle < 0) return
  await ask('sync', 'is', [handle, APPLICATION])
  await ask('close', 'ibs', [handle, false, APPLICATION])
}

type OpenWallet = { readonly name: string; readonly service: (typeof SERVICES)[number] }

/** Null unless this wallet is open and may be used without asking anybody. */
async function openWallet(caller: KeyringCaller, keyring: string): Promise<OpenWallet | null> {
  if (await asksForEachProgram(caller.env)) return null
  const [label] = await caller.call(getProperty(keyring, COLLECTION, 'Label'))
  const name = String(label)
  for (const service of SERVICES) {
    const call = { ...service, interface: 'org.kde.KWallet', member: 'isOpen', signature: 's', body: [name] }
    const [open] = await caller.call(call).catch(() => [false])
    if (open === true) return { name, service }
  }
  return null
}

/** "Prompt when an application accesses a wallet", off unless the person has turned it on. */
async function asksForEachProgram(env: NodeJS.ProcessEnv): Promise<boolean> {
  const folder = env.XDG_CONFIG_HOME || join(env.HOME ?? homedir(), '.config')
  const text = await readStoredText(join(folder, 'kwalletrc')).catch(() => '')
  return /^Prompt on Open\s*=\s*true\s*$/im.test(text)
}
