import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runWithProductNode } from './programs.mjs'
import { cache, cli, dist, root, tools } from './project.mjs'

const inputs = [
  'package.json',
  'package-lock.json',
  'vite.config.ts',
  'tsconfig.json',
  'shared',
  'electron',
  'renderer',
]
const stamp = join(cache, 'build-inputs')

/** Builds unless dist/ was made from these very inputs. Returns the exit code of the build. */
export async function ensureBuilt() {
  if (isFresh()) return 0
  process.stderr.write('Building ...\n')
  return await build()
}

/**
 * Builds beside dist/ and swaps at the end: a build that fails, or that somebody interrupts, leaves the old programs usable.
 * The inputs are read before the build, so that a file saved meanwhile makes the next start build again.
 */
export async function build() {
  if (!existsSync(join(root, 'electron', 'cli.ts'))) return nothingYet()
  const digest = digestOfInputs()
  const fresh = join(cache, `dist-${process.pid}`)
  mkdirSync(cache, { recursive: true })
  const code = await runWithProductNode([tools.vite, 'build', '--logLevel', 'warn', '--outDir', fresh])
  if (code === 0) {
    rmSync(stamp, { force: true })
    swapIn(fresh)
    writeFileSync(stamp, digest)
  }
  rmSync(fresh, { recursive: true, force: true })
  return code
}

function nothingYet() {
  process.stderr.write('There is nothing to build yet: electron/cli.ts is missing.\n')
  return 0
}

/** @param {string} fresh */
function swapIn(fresh) {
  const old = join(cache, `old-${process.pid}`)
  if (existsSync(dist)) renameSync(dist, old)
  renameSync(fresh, dist)
  rmSync(old, { recursive: true, force: true })
}

function isFresh() {
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
