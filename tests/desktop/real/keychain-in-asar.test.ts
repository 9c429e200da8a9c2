/** In a package everything lies in an asar, which only Electron reads: the keychain's process finds its library there too. */
import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { realHost, realStart } from '../../kit/electron/real-host.ts'
import { packAsar } from '../../kit/processes/asar-list.ts'
import { temporaryHome } from '../../kit/processes/temporary-home.ts'

const MAIN = `
const { app, utilityProcess } = require('electron')
app.whenReady().then(() => {
  const child = utilityProcess.fork(require('node:path').join(__dirname, 'keychain.asar', 'keychain-program.js'))
  const end = (said) => { process.stdout.write('ANSWER ' + JSON.stringify(said) + '\\n'); app.exit(0) }
  child.once('message', end)
  child.once('exit', () => end('ended'))
  child.postMessage({ action: 'get', service: 'everbearer-asar', account: 'one' })
})
`
const LIBRARY = `exports.Entry = class { getPassword() { return 'kept' } }`

test('the keychain’s process loads its library from inside an asar', async () => {
  const home = temporaryHome()
  const inside = join(home.base, 'inside')
  const library = join(inside, 'node_modules', 'keytar')
  mkdirSync(library, { recursive: true })
  for (const name of readdirSync(realHost.build)) {
    if (/^chunks$|\.js$/.test(name)) cpSync(join(realHost.build, name), join(inside, name), { recursive: true })
  }
  const type = existsSync(join(realHost.build, 'package.json')) ? 'commonjs' : 'module'
  writeFileSync(join(inside, 'package.json'), JSON.stringify({ type }))
  writeFileSync(join(library, 'package.json'), JSON.stringify({ name: 'keytar', main: 'index.js' }))
  writeFileSync(join(library, 'index.js'), LIBRARY)

  const app = join(home.base, 'app')
  mkdirSync(app)
  packAsar(inside, join(app, 'keychain.asar'))
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'asar', version: '1.0.0', main: 'main.js' }))
  writeFileSync(join(app, 'main.js'), MAIN)
  const { program, args, env, cwd } = realStart(home, app)
  const child = spawn(program, args, { env, cwd, stdio: ['ignore', 'pipe', 'ignore'] })
  let said = ''
  child.stdout.on('data', (bytes: Buffer) => {
    said += bytes
  })
  await new Promise((ended) => child.once('close', ended))
  expect(/^ANSWER (.+)$/m.exec(said)?.[1]).toBe(JSON.stringify({ ok: true, value: 'kept', entries: 1 }))
})
