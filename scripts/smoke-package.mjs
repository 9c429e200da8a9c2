import './require-node.mjs'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './project.mjs'

/** The unpacked package beside the installers: does its command run under its own Node, and answer? */
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
const env = { ...process.env, EVERBEARER_HOME: join(home, 'state'), EVERBEARER_VAULT: 'memory' }

try {
  expect(ask('--version'), version)
  expect(JSON.stringify(JSON.parse(ask('list --json'))), '{"connections":[]}')
} finally {
  rmSync(home, { recursive: true, force: true })
}
process.stdout.write(`${program} answers.\n`)

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
