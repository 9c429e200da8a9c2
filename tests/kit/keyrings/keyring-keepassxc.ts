/**
 * A real KeePassXC as the Secret Service of a private bus, on a screen of its own, with a database that it offers:
 *
 *   const keyring = await startKeepassxc({ confirm: true })   // it asks for each program that wants an entry
 *   await keyring.allow()                // a person answers that dialog: these entries, and remember
 *   await keyring.lock(); await keyring.typePassword()
 *   await keyring.restart()              // kill -9, and a new one
 *   await keyring.entries()              // what lies in its file: also history and recycle bin
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { until } from '../processes/until.ts'
import { keepassEntries } from './keepass-entries.ts'
import { keyringHome } from './keyring-home.ts'
import { startScreen } from './keyring-screen.ts'
import { busCall } from './session-bus-daemon.ts'

const PASSWORD = 'correct horse'
/** The id of the group that is offered, as KeePassXC writes it and as its file does. */
const GROUP = { id: '{00112233-4455-6677-8899-aabbccddeeff}', base64: 'ABEiM0RVZneImaq7zN3u/w==' }

const DATABASE = `<?xml version="1.0" encoding="UTF-8"?>
<KeePassFile><Meta><DatabaseName>people</DatabaseName><HistoryMaxItems>10</HistoryMaxItems>
<RecycleBinEnabled>True</RecycleBinEnabled><CustomData><Item><Key>FDO_SECRETS_EXPOSED_GROUP</Key>
<Value>${GROUP.id}</Value></Item></CustomData></Meta>
<Root><Group><UUID>${GROUP.base64}</UUID><Name>Root</Name></Group></Root></KeePassFile>`

export async function startKeepassxc({ confirm = false }: { confirm?: boolean } = {}) {
  const screen = await startScreen()
  const place = await keyringHome({ DISPLAY: screen.display })
  const { home, env } = place
  const file = join(home, 'people.kdbx')
  mkdirSync(join(home, 'config', 'keepassxc'))
  writeFileSync(join(home, 'config', 'keepassxc', 'keepassxc.ini'), settings(confirm))
  writeFileSync(join(home, 'people.xml'), DATABASE)
  const made = { env, input: `${PASSWORD}\n${PASSWORD}\n`, stdio: ['pipe', 'ignore', 'ignore'] as const }
  execFileSync('keepassxc-cli', ['import', '-p', '-t', '100', join(home, 'people.xml'), file], {
    ...made,
    stdio: [...made.stdio],
  })
  let child: ChildProcess | null = null
  let crashed = false

  const keyring = {
    name: confirm ? 'KeePassXC that confirms' : 'KeePassXC',
    env: place.userEnv,
    screen,
    pid: place.pid,
    locked: place.locked,
    async start(): Promise<void> {
      child = spawn('keepassxc', ['--pw-stdin', file], { env, stdio: ['pipe', 'ignore', 'ignore'] })
      child.on('exit', (_code, signal) => {
        crashed ||= signal !== null && signal !== 'SIGKILL'
      })
      child.stdin?.end(`${PASSWORD}\n`)
      await until('an open keyring', async () => !(await place.locked()))
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
    /** Whether it has ended itself since this was asked last, as version 2.7.4 does now and then when entries are made. */
    hasCrashed(): boolean {
      const had = crashed
      crashed = false
      return had
    },
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    async lock(): Promise<void> {
      const name = 'org.keepassxc.KeePassXC.MainWindow'
      await busCall(env, { name, path: '/keepassxc', method: `${name}.lockAllDatabases` })
      await until('a locked keyring', place.locked)
    },
    /** A person answers the dialog that asks for the password. */
    typePassword: () => screen.answer('Unlock Database', PASSWORD),
    /** A person answers the dialog that asks whether a program may have these entries. */
    allow: () => screen.answer('Access Request'),
    deny: () => screen.refuse('Access Request'),
    /** Dialogs on the screen now. */
    dialogs: async () => (await screen.windows('Unlock Database|Access Request')).length,
    /** What lies in the file by now. */
    entries: () =>
      keepassEntries(execFileSync('keepassxc-cli', ['export', '-q', file], { env, input: `${PASSWORD}\n` }).toString()),
    async stop(): Promise<void> {
      child?.kill('SIGKILL')
      screen.stop()
      await place.remove()
    },
  }
  try {
    await keyring.start()
  } catch (thrown) {
    await keyring.stop()
    throw thrown
  }
  return keyring
}

function settings(confirm: boolean): string {
  return [
    '[General]',
    'ConfigVersion=2',
    'UpdateCheckMessageShown=true',
    '[GUI]',
    'CheckForUpdates=false',
    '[FdoSecrets]',
    'Enabled=true',
    `ConfirmAccessItem=${confirm}`,
    '',
  ].join('\n')
}
