import { createHash } from 'node:crypto'
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runWithProductNode } from './programs.mjs'
import { cli, dist, root, tools } from './project.mjs'

const inputs = [
  'package.json',
  'package-lock.json',
  'vite.config.ts',
  'tsconfig.json',
  'shared',
  'electron',
  'renderer',
]
/** Lies in dist/ itself, so that it always speaks of the programs beside it, whoever built them last. */
const stampName = '.build-inputs'

/** Builds unless dist/ was made from these very inputs. Returns the exit code of the build. */
export async function ensureBuilt() {
  if (isFresh()) return 0
  process.stderr.write('Building ...\n')
  return await build()
}

/**
 * Builds beside dist/ (a rename works only within one file system) and swaps at the end: a build that fails, or that
 * somebody interrupts, leaves the old programs usable.
 * The inputs are read before the build, so that a file saved meanwhile makes the next start build again.
 */
export async function build() {
  if (!existsSync(join(root, 'electron', 'cli.ts'))) return nothingYet()
  const digest = digestOfInputs()
  const fresh = `${dist}.new-${process.pid}`
  const code =
    (await viteBuild([], fresh)) ||
    (await viteBuild(['--mode', 'preload'], fresh)) ||
    (await viteBuild(['--mode', 'page'], join(fresh, 'page')))
  if (code === 0) {
    // The window's own pictures are read at run time, as they were drawn (icons.mjs).
    cpSync(join(root, 'electron', 'desktop', 'icons', 'tray'), join(fresh, 'icons'), { recursive: true })
    cpSync(join(root, 'electron', 'desktop', 'icons', 'app-256.png'), join(fresh, 'icons', 'app.png'))
    writeFileSync(join(fresh, stampName), digest)
    swapIn(fresh)
  }
  rmSync(fresh, { recursive: true, force: true })
  return code
}

/** @param {string[]} options @param {string} into */
function viteBuild(options, into) {
  return runWithProductNode([tools.vite, 'build', ...options, '--logLevel', 'warn', '--outDir', into])
}

function nothingYet() {
  process.stderr.write('There is nothing to build yet: electron/cli.ts is missing.\n')
  return 0
}

/** @param {string} fresh */
function swapIn(fresh) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return replaceDist(fresh)
    } catch (trouble) {
      // Somebody else's build was between the same two steps; five in a row is no coincidence.
      if (attempt === 5) throw trouble
    }
  }
}

/** @param {string} fresh */
function replaceDist(fresh) {
  const old = `${dist}.old-${process.pid}`
  if (existsSync(dist)) renameSync(dist, old)
  renameSync(fresh, dist)
  rmSync(old, { recursive: true, force: true })
}

function isFresh() {
  const stamp = join(dist, stampName)
  if (!existsSync(cli) || !existsSync(stamp)) return false
  return readFileSync(stamp, 'utf8') === digestOfInputs()
}

/** Contents, not dates: a branch switched there and back needs no build. */
function digestOfInputs() {
  const hash = createHash('sha256')
  for (const path of inputs.flatMap(filesUnder)) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0')
  }
  return hash.digest('hex')
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesUnder(path) {
  const place = join(root, path)
  if (!existsSync(place)) return []
  if (path.includes('.')) return [path]
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort()
}
