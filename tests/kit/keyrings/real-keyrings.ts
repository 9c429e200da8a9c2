/**
 * The three keyrings that a Linux desktop may have, each real, on a bus of its own, with one set of handles:
 *
 *   describe.each(REAL_KEYRINGS)('%s', (_name, start) => {
 *     const keyring = await start()
 */
import { KEYRING_ENDED_ITSELF } from './keyring-ended-itself.ts'
import { startKeepassxc } from './keyring-keepassxc.ts'
import { startKwallet } from './keyring-kwallet.ts'
import { startSecretService } from './secret-service.ts'

export type RealKeyring = {
  /** Merged over a child's environment, it lives on this keyring. */
  readonly env: Readonly<Record<string, string>>
  /** kill -9, and a new one, opened as by a login. */
  restart(): Promise<void>
  /** The bus ends, and another one begins at its address, with a keyring. */
  restartBus(): Promise<void>
  kill(): Promise<void>
  pause(): void | Promise<void>
  resume(): void | Promise<void>
  lock(): Promise<void>
  /** A person answers the dialog that asks for the password: wait for it beside what has asked. */
  typePassword(): Promise<void>
  /** How many dialogs a person would have seen by now, or sees now. */
  dialogs(): Promise<number>
  /** Whether it has ended itself since this was asked last. */
  hasCrashed?(): boolean
  stop(): Promise<void>
}

/**
 * A test's work beside a keyring that may end itself: then the test says nothing about us. It says so, which has it run again
 * (vite.config.ts), beside a new keyring.
 */
export async function besideKeyring(
  keyring: Pick<RealKeyring, 'restart' | 'hasCrashed'>,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work()
  } catch (thrown) {
    if (keyring.hasCrashed?.() !== true) throw thrown
    await keyring.restart()
    throw new Error(`${KEYRING_ENDED_ITSELF}: KeePassXC`, { cause: thrown })
  }
}

export const REAL_KEYRINGS: readonly [name: string, start: () => Promise<RealKeyring>][] = [
  ['gnome-keyring', startGnomeKeyring],
  ['KeePassXC', () => startKeepassxc()],
  ['KWallet', startKwallet],
]

async function startGnomeKeyring(): Promise<RealKeyring> {
  const keyring = await startSecretService({ dialog: 'answered' })
  return {
    env: keyring.env,
    async restart() {
      await keyring.kill()
      await keyring.startDaemon(true)
    },
    async restartBus() {
      await keyring.stopBus()
      await keyring.startBus()
    },
    kill: keyring.kill,
    pause: keyring.pause,
    resume: keyring.resume,
    lock: keyring.lock,
    // Its dialog answers by itself.
    typePassword: async () => {},
    dialogs: async () => keyring.prompts(),
    stop: keyring.stop,
  }
}
