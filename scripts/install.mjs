import { existsSync, lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runNpm } from './programs.mjs'
import { productNode, root } from './project.mjs'

/** Brings node_modules to what the lock file says; does nothing, and loads nothing, when it is there already. */
export async function ensureInstalled() {
  if (!isInstalled()) {
    refuseLinked()
    process.stderr.write('Installing dependencies (once, about a minute) ...\n')
    const code = await runNpm([installCommand(), '--loglevel=error', '--no-fund', '--no-audit'])
    if (code !== 0) stop('npm could not install the dependencies; see its message above.')
  }
  if (!existsSync(productNode)) {
    stop(
      `${productNode} is missing: either npm was told to leave out optional packages (then run it without that), ` +
        `or there is no Node for ${process.platform} on ${process.arch} among them (package.json).`,
    )
  }
}

/** A linked node_modules belongs to another checkout; `npm ci` here would empty it there. */
function refuseLinked() {
  const folder = join(root, 'node_modules')
  if (!lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) return
  stop(`${folder} is a link, and what it leads to does not fit. Remove the link, or install there.`)
}

/**
 * `npm ci` deletes node_modules first. On Windows that fails while this script itself runs on the Node in there
 * (npm puts it first in PATH), so there the folder is brought up to date in place.
 */
function installCommand() {
  return process.platform === 'win32' && existsSync(productNode) ? 'install' : 'ci'
}

/** npm keeps its own lock file of what really lies in node_modules, written last: an interrupted install leaves none. */
function isInstalled() {
  const wanted = lockedPackages(join(root, 'package-lock.json'))
  const present = lockedPackages(join(root, 'node_modules', '.package-lock.json'))
  if (!wanted || !present || !existsSync(productNode)) return false
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true
    const found = present[path]
    return found ? found.version === entry.version : Boolean(entry.optional)
  })
}

/**
 * @param {string} file
 * @returns {Record<string, { version: string, optional?: boolean }> | null}
 */
function lockedPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? null
  } catch {
    return null
  }
}

/**
 * @param {string} sentence
 * @returns {never}
 */
function stop(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}
