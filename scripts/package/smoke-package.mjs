import '../require-node.mjs'
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { root } from '../project.mjs'

/**
 * The unpacked package beside the installers: does its command run under its own Node, does its app start with no window
 * and keep, and does the command find it there? Where there is no screen, start this with xvfb-run.
 */
const folders = {
  darwin: [
    ['mac-arm64', 'mac', 'mac-universal'],
    ['Everbearer.app', 'Contents', 'Resources'],
  ],
  win32: [['win-unpacked', 'win-arm64-unpacked'], ['resources']],
  linux: [['linux-unpacked', 'linux-arm64-unpacked'], ['resources']],
}

const [names, inside] = Reflect.get(folders, process.platform) ?? folders.linux
const command = names
  .map((/** @type {string} */ name) => join(root, 'dist.packages', name, ...inside, 'command'))
  .find((/** @type {string} */ path) => existsSync(path))
if (!command) throw new Error('there is no package in dist.packages: npm run package')

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const home = mkdtempSync(join(tmpdir(), 'eb-'))
const onWindows = process.platform === 'win32'
const program = join(command, onWindows ? 'everbearer.cmd' : 'everbearer')
const own = {
  EVERBEARER_HOME: join(home, 'state'),
  EVERBEARER_VAULT: 'file',
  EVERBEARER_PASSPHRASE: 'made up for a smoke test',
}
const env = { ...process.env, ...own }
const patienceMs = 60_000

try {
  expect(ask('--version'), version)
  expect(JSON.stringify(JSON.parse(ask('list --json'))), '{"connections":[]}')
  await appKeeps()
} finally {
  rmSync(home, { recursive: true, force: true })
}
process.stdout.write(`${program} answers, and its app keeps.\n`)

/** The app, started as at login, becomes the keeper that the command finds. */
async function appKeeps() {
  const { program: app } = JSON.parse(readFileSync(join(command, 'packaged-app.json'), 'utf8'))
  const child = spawn(resolve(command, app), ['--hidden'], { env, stdio: 'inherit' })
  const ended = new Promise((done) => child.once('exit', done))
  const until = Date.now() + patienceMs
  try {
    while (keeperPid() !== child.pid) {
      if (child.exitCode !== null || Date.now() > until) throw new Error(`${app} does not keep`)
      await wait(500)
    }
  } finally {
    child.kill()
    await ended
  }
}

/** @returns {number | undefined} */
function keeperPid() {
  const { findings } = JSON.parse(ask('doctor --json'))
  return findings.find((/** @type {{ probe: string }} */ { probe }) => probe === 'lock')?.facts.pid
}

/** @param {string} words fixed ones: Windows starts a .cmd only through a shell */
function ask(words) {
  return execFileSync(onWindows ? `"${program}"` : program, words.split(' '), {
    env,
    shell: onWindows,
    encoding: 'utf8',
  }).trim()
}

/** @param {string} found @param {string} wanted */
function expect(found, wanted) {
  if (found !== wanted) throw new Error(`${program} said ${found} instead of ${wanted}`)
}
