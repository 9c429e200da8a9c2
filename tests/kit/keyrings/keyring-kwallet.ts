/**
 * A real KWallet (kwalletd5) as the Secret Service of a private bus, with a wallet that was made and opened by a login:
 *
 *   const keyring = await startKwallet()
 *   await keyring.lock(); await keyring.typePassword()
 *   await keyring.kill(); await keyring.start({ login: true })     // kill -9; the next login opens the wallet
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { pbkdf2Sync, randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { until } from '../processes/until.ts'
import { keyringHome } from './keyring-home.ts'
import { startScreen } from './keyring-screen.ts'

const PASSWORD = 'correct horse'
const WALLET = 'kdewallet'
const KWALLET = { destination: 'org.kde.kwalletd5', path: '/modules/kwalletd5', interface: 'org.kde.KWallet' }
const SECRETS = { destination: 'org.freedesktop.secrets', path: '/org/freedesktop/secrets' }
const COLLECTION = `/org/freedesktop/secrets/collection/${WALLET}`
const SETTINGS = `[Wallet]
Enabled=true
First Use=false
Default Wallet=${WALLET}
Leave Open=true
Prompt on Open=false
[org.freedesktop.secrets]
apiEnabled=true
`

/** As in a new account: KWallet has never been used, and asks in a wizard how it should be. */
const UNUSED = SETTINGS.replace('First Use=false', 'First Use=true').replace(/^Default Wallet=.*\n/m, '')

export type KwalletOptions = {
  /** An account that has never had a wallet. */
  readonly bare?: boolean
}

export async function startKwallet({ bare = false }: KwalletOptions = {}) {
  const screen = await startScreen()
  const place = await keyringHome({ DISPLAY: screen.display, XDG_CURRENT_DESKTOP: 'KDE' })
  const { home, env } = place
  const salt = randomBytes(56)
  // As the login's module makes the key from the password (kwallet-pam).
  const key = pbkdf2Sync(PASSWORD, salt, 50_000, 56, 'sha512')
  writeFileSync(join(home, 'config', 'kwalletrc'), SETTINGS)
  mkdirSync(join(home, 'data', 'kwalletd'))
  writeFileSync(join(home, 'data', 'kwalletd', `${WALLET}.salt`), salt)
  let child: ChildProcess | null = null

  async function ask(member: string, signature: string, body: readonly unknown[]): Promise<readonly unknown[]> {
    const bus = await place.connect()
    try {
      return await bus.call({ ...KWALLET, member, signature, body })
    } finally {
      bus.close()
    }
  }

  const keyring = {
    name: 'KWallet',
    env: place.userEnv,
    screen,
    pid: place.pid,
    locked: place.locked,
    /** With `login`, the wallet is opened as at a login, without anybody asking this Secret Service to. */
    async start({ login = true }: { login?: boolean } = {}): Promise<void> {
      child = spawn('kwalletd5', [], { env, stdio: 'ignore' })
      await until('a keyring on the bus', place.pid)
      if (!login) return
      await until('an open wallet', async () => {
        await ask('pamOpen', 'sayi', [WALLET, key, 0])
        return (await ask('isOpen', 's', [WALLET]))[0]
      })
    },
    /** As at the end of a login session. */
    async end(): Promise<void> {
      const ended = new Promise((resolve) => child?.once('exit', resolve))
      child?.kill('SIGTERM')
      await ended
    },
    async kill(): Promise<void> {
      const pid = await place.pid()
      child?.kill('SIGKILL')
      if (pid !== null) await place.gone(pid)
    },
    async restart(): Promise<void> {
      await keyring.kill()
      await keyring.start()
    },
    async restartBus(): Promise<void> {
      await keyring.kill()
      await place.restartBus()
      await keyring.start()
    },
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    async lock(): Promise<void> {
      await ask('closeAllWallets', '', [])
      await until('a locked keyring', place.locked)
    },
    /** A person answers the dialog that asks for the password. */
    typePassword: () => screen.answer('KDE Wallet Service', PASSWORD),
    /** Dialogs on the screen now. */
    dialogs: async () => (await screen.windows('KDE Wallet Service')).length,
    async stop(): Promise<void> {
      child?.kill('SIGKILL')
      screen.stop()
      await place.remove()
    },
  }
  if (bare) {
    writeFileSync(join(home, 'config', 'kwalletrc'), UNUSED)
    await keyring.start({ login: false })
    return keyring
  }
  try {
    // The first login makes the wallet, the second one is an ordinary one.
    await keyring.start()
    await keyring.end()
    await keyring.start()
    const bus = await place.connect()
    const alias = { ...SECRETS, interface: 'org.freedesktop.Secret.Service', member: 'SetAlias', signature: 'so' }
    await until('the wallet to be the default one', async () => {
      await bus.call({ ...alias, body: ['default', COLLECTION] })
      return (await place.locked()) !== undefined
    })
    bus.close()
  } catch (thrown) {
    await keyring.stop()
    throw thrown
  }
  return keyring
}
