/**
 * The built command line over a keychain library of ours, which blocks its thread inside the system (a pipe that nobody
 * writes to), as the real one does while a person is asked or a keychain stands still. Its entries lie in a file.
 *
 *   const keychain = blockingKeychain()
 *   const home = temporaryHome(keychain.env)
 *   keychain.block()
 *   await everbearer(home, ['list'], keychain)      // keychain.program is that command line
 *   keychain.processes()                            // ids of the processes that have this library loaded, and run
 *   keychain.release()                              // the person answers
 */
import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { onTestFinished } from 'vitest'

const root = resolve(import.meta.dirname, '..', '..', '..')

const LIBRARY = `
const { appendFileSync, existsSync, openSync, closeSync, readFileSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const file = join(__dirname, 'entries.json')
const blocked = join(__dirname, 'blocked')
appendFileSync(join(__dirname, 'loaded'), process.pid + '\\n')
class Entry {
  constructor(service, account) { this.key = service + '/' + account }
  all() {
    if (existsSync(blocked)) closeSync(openSync(blocked, 'r'))
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  }
  getPassword() { return this.all()[this.key] ?? null }
  setPassword(value) { writeFileSync(file, JSON.stringify({ ...this.all(), [this.key]: value })) }
  deletePassword() { writeFileSync(file, JSON.stringify({ ...this.all(), [this.key]: undefined })) }
}
exports.Entry = Entry
`

/** `dist`: the programs to put over it. */
export function blockingKeychain(dist = join(root, 'dist')) {
  const folder = mkdtempSync(join(tmpdir(), 'eb-library-'))
  const library = join(folder, 'node_modules', 'keytar')
  const blocked = join(library, 'blocked')
  mkdirSync(library, { recursive: true })
  cpSync(dist, join(folder, 'dist'), { recursive: true })
  cpSync(join(root, 'package.json'), join(folder, 'package.json'))
  writeFileSync(join(library, 'package.json'), JSON.stringify({ name: 'keytar', version: '0.0.0', main: 'index.js' }))
  writeFileSync(join(library, 'index.js'), LIBRARY)
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name !== 'keytar') symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name))
  }
  const keychain = {
    program: join(folder, 'dist', 'cli.js'),
    desktop: join(folder, 'dist', 'main.js'),
    // No Unix socket: on Linux, too, the library is asked then.
    env: { EVERBEARER_VAULT: 'keychain', DBUS_SESSION_BUS_ADDRESS: 'tcp:host=127.0.0.1,port=1' },
    block: () => void execFileSync('mkfifo', [blocked]),
    release() {
      if (!existsSync(blocked)) return
      // Whoever has it open goes on, and nobody comes after.
      execFileSync('sh', ['-c', `exec 3<>"$0"; rm "$0"`, blocked])
    },
    processes(): string[] {
      const loaded = join(library, 'loaded')
      const ids = existsSync(loaded) ? readFileSync(loaded, 'utf8').trim().split('\n') : []
      return ids.filter((id) => existsSync(`/proc/${id}/exe`))
    },
  }
  onTestFinished(() => {
    keychain.release()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
  })
  return keychain
}
