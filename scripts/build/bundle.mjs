import { createHash } from 'node:crypto'
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runWithProductNode } from '../programs.mjs'
import { compiled, dist, elderDist, faultsDist, root, tools } from '../project.mjs'
import { buildMark } from './build-mark.mjs'
import { writeClientFiles } from './client-files.mjs'
import { entries } from './entries.mjs'

export const inputs = [
  'package.json',
  'package-lock.json',
  'vite.config.ts',
  'scripts/build/client-files.mjs',
  'scripts/build/entries.mjs',
  'scripts/build/open-api.ts',
  'tsconfig.json',
  'shared',
  'electron',
  'renderer',
]
/** Lies in dist/ itself, so that it always speaks of the programs beside it, whoever built them last. */
const stampName = '.build-inputs'

/** Builds unless dist/ was made from these very inputs. Returns the exit code of the build. */
export async function ensureBuilt() {
  if (isFresh(dist, inputs)) return 0
  process.stderr.write('Building ...\n')
  return await build()
}

const faultInputs = [...inputs, 'tests/kit/fault-points', 'tests/kit/keyrings/windows-limit-store.ts']

/** The same for the programs that tests end at each of their steps (vite.config.ts, faultPoints). */
export async function ensureFaultsBuilt() {
  if (isFresh(faultsDist, faultInputs)) return 0
  const digest = digestOf(faultInputs)
  const fresh = `${faultsDist}.new-${process.pid}`
  const code = (await viteBuild(['--mode', 'faults'], fresh)) || (await writeOpenApi(fresh))
  if (code === 0) {
    writeFileSync(join(fresh, stampName), digest)
    swapIn(fresh, faultsDist)
  }
  rmSync(fresh, { recursive: true, force: true })
  return code
}

/** What no desktop runs. */
const OUTSIDE = ['cli', 'client/everbearer']

const elderInputs = [...inputs, 'tests/kit/electron-25']

/** The same for the desktop in the runtime that a closed network lets tests have (tests/kit/electron-25). */
export async function ensureElderBuilt() {
  if (isFresh(elderDist, elderInputs, 'main.js')) return 0
  const digest = digestOf(elderInputs)
  const fresh = `${elderDist}.new-${process.pid}`
  const programs = [...Object.keys(entries).filter((name) => !OUTSIDE.includes(name)), 'preload']
  let code = await viteBuild(['--mode', 'elder-page'], join(fresh, 'page'))
  for (const name of programs) code ||= await viteBuild(['--mode', `elder-${name}`], fresh)
  code ||= await writeOpenApi(fresh)
  if (code === 0) {
    copyIcons(fresh)
    const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    writeFileSync(join(fresh, 'package.json'), JSON.stringify({ name, version, main: 'main.js', type: 'commonjs' }))
    writeFileSync(join(fresh, stampName), digest)
    swapIn(fresh, elderDist)
  }
  rmSync(fresh, { recursive: true, force: true })
  return code
}

/**
 * Builds beside dist/ (a rename works only within one file system) and swaps at the end: a build that fails, or that
 * somebody interrupts, leaves the old programs usable.
 * The inputs are read before the build, so that a file saved meanwhile makes the next start build again.
 */
export async function build() {
  if (!existsSync(join(root, 'electron', 'cli.ts'))) return nothingYet()
  const digest = digestOf(inputs)
  const fresh = `${dist}.new-${process.pid}`
  const code =
    (await viteBuild([], fresh)) ||
    (await viteBuild(['--mode', 'preload'], fresh)) ||
    (await viteBuild(['--mode', 'page'], join(fresh, 'page'))) ||
    (await writeOpenApi(fresh)) ||
    (await writeManPage(fresh)) ||
    (await writeClientFiles(fresh))
  if (code === 0) {
    copyIcons(fresh)
    writeFileSync(join(fresh, stampName), digest)
    swapIn(fresh, dist)
    // A program that still ends may write there.
    rmSync(compiled, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
  rmSync(fresh, { recursive: true, force: true })
  return code
}

/**
 * The window's own pictures are read at run time, as they were drawn (icons.mjs).
 * @param {string} fresh
 */
function copyIcons(fresh) {
  cpSync(join(root, 'electron', 'icons', 'tray'), join(fresh, 'icons'), { recursive: true })
  cpSync(join(root, 'electron', 'icons', 'app-256.png'), join(fresh, 'icons', 'app.png'))
}

/** @param {string[]} options @param {string} into */
function viteBuild(options, into) {
  return runWithProductNode([tools.vite, 'build', ...options, '--logLevel', 'warn', '--outDir', into])
}

/** @param {string} into */
function writeOpenApi(into) {
  return runWithProductNode([join(root, 'scripts', 'build', 'open-api.ts'), join(into, 'openapi.json')])
}

/** @param {string} into */
function writeManPage(into) {
  return runWithProductNode([join(root, 'scripts', 'build', 'man-page.ts'), join(into, 'everbearer.1')])
}

function nothingYet() {
  process.stderr.write('There is nothing to build yet: electron/cli.ts is missing.\n')
  return 0
}

/** @param {string} fresh @param {string} place */
function swapIn(fresh, place) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return replace(fresh, place)
    } catch (trouble) {
      // Somebody else's build was between the same two steps; five in a row is no coincidence.
      if (attempt === 5) throw trouble
    }
  }
}

/** @param {string} fresh @param {string} place */
function replace(fresh, place) {
  const old = `${place}.old-${process.pid}`
  if (existsSync(place)) renameSync(place, old)
  renameSync(fresh, place)
  rmSync(old, { recursive: true, force: true })
}

/** @param {string} place @param {string[]} from @param {string} [program] one that must be there */
function isFresh(place, from, program = 'cli.js') {
  const stamp = join(place, stampName)
  if (!existsSync(join(place, program)) || !existsSync(stamp)) return false
  return readFileSync(stamp, 'utf8') === digestOf(from)
}

/**
 * Contents, not dates: a branch switched there and back needs no build.
 * @param {string[]} from
 */
function digestOf(from) {
  // Otherwise a build would go on naming the commit before.
  const hash = createHash('sha256').update(`${JSON.stringify(buildMark(from))}\0`)
  for (const path of from.flatMap(filesUnder)) {
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
