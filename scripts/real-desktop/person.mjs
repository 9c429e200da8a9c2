import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { inCi } from '../in-ci.mjs'
import { productNode, root } from '../project.mjs'

/** Chromium's sandbox cannot be had as root, so tests that run as root let this user run the desktop. */
const user = 'everbearer-tests'

/**
 * Somebody who may run the desktop in its sandbox.
 * @typedef {object} Person
 * @property {string} home a folder of theirs, gone after `leave`
 * @property {string} tree this project, as they reach it
 * @property {string[]} start the words before a program that make it run as this person
 * @property {() => void} leave
 */

/**
 * Whoever runs this, if that is not root; else a user of their own, made where this machine is there for tests (CI=true).
 * @param {string} runtime Electron's folder, whose sandbox is made ready
 * @returns {Person | { why: string }}
 */
export function ordinaryPerson(runtime) {
  const sandbox = join(runtime, 'chrome-sandbox')
  const home = mkdtempSync(join(tmpdir(), 'eb-person-'))
  const leave = () => rmSync(home, { recursive: true, force: true })
  if (process.platform !== 'linux') return { home, tree: root, start: [], leave }
  if (process.getuid?.() !== 0) {
    if (mayMakeNamespaces() || isSetuid(sandbox)) return { home, tree: root, start: [], leave }
    leave()
    return { why: 'this system lets an ordinary user make no namespaces, and its chrome-sandbox is not setuid' }
  }
  try {
    if (!inCi) throw new Error('this is root, for whom Chromium has no sandbox; with CI=true a user is made for it')
    const { uid, gid } = madeUser()
    if (!isSetuid(sandbox)) {
      chownSync(sandbox, 0, 0)
      chmodSync(sandbox, 0o4755)
    }
    chownSync(home, uid, gid)
    const become = ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--init-groups']
    return { home, ...reachedBy(become, home), leave }
  } catch (trouble) {
    leave()
    return { why: trouble instanceof Error ? trouble.message : String(trouble) }
  }
}

function madeUser() {
  if (spawnSync('id', [user]).status !== 0)
    execFileSync('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', user])
  const [uid = 0, gid = 0] = ['-u', '-g'].map((which) =>
    Number(execFileSync('id', [which, user], { encoding: 'utf8' })),
  )
  return { uid, gid }
}

/**
 * A checkout in root's own folder is closed to everybody else; for this run alone it is shown in another place.
 * @param {string[]} become
 * @param {string} home
 */
function reachedBy(become, home) {
  const [program = '', ...words] = become
  const opens = (/** @type {string} */ path, /** @type {string[]} */ start = []) =>
    spawnSync(start[0] ?? program, [...start.slice(1), ...(start.length > 0 ? become : words), 'test', '-x', path])
      .status === 0
  if (opens(productNode)) return { tree: root, start: become }
  const tree = join(home, 'tree')
  mkdirSync(tree)
  const shown = [
    'unshare',
    '--mount',
    'sh',
    '-c',
    'mount --bind "$0" "$1" && cd "$1" && shift && exec "$@"',
    root,
    tree,
  ]
  if (!opens(join(tree, relative(root, productNode)), shown))
    throw new Error(`${root} cannot be read by anybody but root, and cannot be shown in another place`)
  return { tree, start: [...shown, ...become] }
}

function mayMakeNamespaces() {
  return spawnSync('unshare', ['--user', '--pid', '--fork', 'true']).status === 0
}

/** @param {string} path */
function isSetuid(path) {
  const { uid, mode } = statSync(path)
  return uid === 0 && (mode & 0o4000) !== 0
}
