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

// Unless it is told so, the downloader passes by the proxy that everybody else here uses.
if (process.env.HTTPS_PROXY || process.env.https_proxy) process.env.ELECTRON_GET_USE_PROXY ??= 'true'

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
  giveUp(whatWentWrong(trouble))
}

/** @param {{ percent: number }} done */
async function progress({ percent }) {
  clearTimeout(watch)
  watch = giveUpAfter(stalledMs)
  const tenth = Math.floor(percent * 10)
  if (tenth > shown && tenth > 0) process.stderr.write(`  ${tenth * 10} %\n`)
  shown = Math.max(shown, tenth)
}

/**
 * The downloader's own words are of its insides; who reads this has a network, perhaps a proxy or a mirror.
 * @param {unknown} trouble
 */
function whatWentWrong(trouble) {
  const causes = causesOf(trouble)
  const text = causes.map(({ name, message }) => `${name} ${message}`).join(' ')
  const code = causes.map((cause) => ('code' in cause ? String(cause.code) : '')).join(' ')
  if (/Checksum/i.test(text))
    return 'what came is not what Electron published (its checksum differs), so something on the way changed it; nothing of it is used'
  if (/\b407\b/.test(text))
    return 'the proxy asks for a name and a password (HTTPS_PROXY=http://NAME:PASSWORD@HOST:PORT)'
  if (/terminated|aborted|other side closed|ECONNRESET|premature/i.test(`${text} ${code}`))
    return 'the download broke off half way; nothing of it is used'
  const unreached = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT/.exec(code)?.[0]
  if (unreached)
    return `${place()} cannot be reached (${unreached}); ELECTRON_MIRROR names another place, HTTPS_PROXY a way to it`
  const distrusted = /[A-Z_]*(?:CERT|SELF_SIGNED|UNABLE_TO_)[A-Z_]*/.exec(code)?.[0]
  if (distrusted)
    return `${place()} shows a certificate that this machine does not trust (${distrusted}); NODE_EXTRA_CA_CERTS names a file with more`
  const status = /Response code (\d+)/.exec(text)?.[1]
  if (status) return `${place()} answered ${status}${status === '404' ? `: it does not have version ${version}` : ''}`
  return causes[0]?.message ?? String(trouble)
}

/**
 * An error with what it came from, and that with what it came from.
 * @param {unknown} trouble
 * @returns {Error[]}
 */
function causesOf(trouble) {
  return trouble instanceof Error ? [trouble, ...causesOf(trouble.cause)] : []
}

/** By name alone: the address of a mirror may hold a password. */
function place() {
  const mirror = process.env.ELECTRON_MIRROR || process.env.npm_config_electron_mirror
  if (!mirror) return 'the place where Electron publishes'
  return URL.canParse(mirror) ? `the mirror ${new URL(mirror).host}` : 'the mirror (ELECTRON_MIRROR is no address)'
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
