import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { runWithProductNode } from './programs.mjs'
import { root } from './project.mjs'

/**
 * Fetches Electron's runtime into the user's cache, with progress, and has the package `electron` unpack it from there
 * (it checks it against the checksums it came with). Ends with 1 when nothing comes: a closed network must cost no
 * more than the first seconds.
 */
const folder = join(root, 'node_modules', 'electron')
/** Also the first argument: tests are in more of a hurry. */
const firstByteMs = Number(process.argv[2] ?? 8_000)
const stalledMs = 20_000

// Electron's own downloader, of the version that it asks for.
const own = createRequire(join(folder, 'install.js'))
const { downloadArtifact } = own('@electron/get')
const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
const checksums = own('./checksums.json')

process.stderr.write(`Fetching Electron ${version} for the window (once, about 100 MB) ...\n`)
let watch = giveUpAfter(firstByteMs)
let shown = -1

try {
  await downloadArtifact({
    version,
    artifactName: 'electron',
    platform: process.platform,
    arch: process.arch,
    checksums,
    downloadOptions: { quiet: true, getProgressCallback: progress },
  })
  clearTimeout(watch)
  process.exitCode = await runWithProductNode([join(folder, 'install.js')])
} catch (trouble) {
  giveUp(trouble instanceof Error ? trouble.message : String(trouble))
}

/** @param {{ percent: number }} done */
async function progress({ percent }) {
  clearTimeout(watch)
  watch = giveUpAfter(stalledMs)
  const tenth = Math.floor(percent * 10)
  if (tenth > shown && tenth > 0) process.stderr.write(`  ${tenth * 10} %\n`)
  shown = Math.max(shown, tenth)
}

/** @param {number} ms */
function giveUpAfter(ms) {
  return setTimeout(() => giveUp(`nothing came for ${ms / 1000} s`), ms)
}

/**
 * @param {string} why
 * @returns {never}
 */
function giveUp(why) {
  process.stderr.write(`Electron could not be fetched: ${why}. It is tried again tomorrow.\n`)
  process.exit(1)
}
