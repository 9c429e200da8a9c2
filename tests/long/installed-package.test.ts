/**
 * A package of this platform as far as it can be made without a download, around the real Electron that tests have: packed
 * by electron-builder, its fuses read back, made a .deb, installed, used as an ordinary user, and removed again. It changes
 * this machine, so it runs as root with CI=true alone (vite.config.ts).
 */
import { execFile, spawn } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { ensureElderBuilt } from '../../scripts/build/bundle.mjs'
import { packageConfig } from '../../scripts/package/package-config.mjs'
import { SHARED_FILES } from '../../scripts/package/package-share.mjs'
import { elderDist } from '../../scripts/project.mjs'
import { ordinaryPerson } from '../../scripts/real-desktop/person.mjs'
import { ensureTestRuntime } from '../../scripts/real-desktop/runtime.mjs'
import { drawConnection } from '../kit/draw/draw-server.ts'
import { markers } from '../kit/markers.ts'
import { environmentOf, type Home, temporaryHome } from '../kit/processes/temporary-home.ts'
import { until } from '../kit/processes/until.ts'

const root = resolve(import.meta.dirname, '../..')
const run = promisify(execFile)

const runtime = await ensureTestRuntime()

if ('folder' in runtime) installed(runtime.folder)
else test('there is no runtime any more that could be packed', () => expect(runtime).toMatchObject({ gone: true }))

function installed(electron: string): void {
  const clean: (() => Promise<void>)[] = []
  const home = temporaryHome({}, (work) => void clean.push(work))
  const app = join(home.base, 'out', 'linux-unpacked')

  beforeAll(async () => {
    expect(await ensureElderBuilt()).toBe(0)
    await pack(home.base, electron)
  })
  afterAll(async () => {
    for (const work of clean) await work()
  })

  test('the fuses of the real program are as they were asked for', async () => {
    const inside = createRequire(join(root, 'node_modules', 'app-builder-lib', 'package.json'))
    const { getCurrentFuseWire, FuseV1Options } = (await import(inside.resolve('@electron/fuses'))) as Fuses
    const wire = await getCurrentFuseWire(join(app, 'everbearer-desktop'))
    const on = Object.entries(FuseV1Options)
      .filter(([name, index]) => Number.isNaN(Number(name)) && wire[index as number] === ENABLED)
      .map(([name]) => name)
    expect(on).toEqual(['OnlyLoadAppFromAsar'])
  })

  test('installed from a .deb, it starts for a command, keeps, and leaves nothing secret when it is removed', async () => {
    await run('dpkg', ['-i', await madeDeb(home.base, app)])
    onTestFinished(async () => void (await run('dpkg', ['--purge', 'everbearer']).catch(() => {})))
    const entry = readFileSync('/usr/share/applications/everbearer.desktop', 'utf8')
    expect(entry).toContain('MimeType=x-scheme-handler/everbearer;')
    await shared(home.base)

    const person = ordinaryPerson('/opt/Everbearer')
    if ('why' in person) throw new Error(person.why)
    onTestFinished(person.leave)
    const vault = { EVERBEARER_VAULT: 'file', EVERBEARER_PASSPHRASE: 'made up for a test' }
    // No keyring waits on this screen.
    const own = temporaryHome({ DISPLAY: await screen(), ...vault })
    const everbearer = (words: readonly string[], stdin = '') =>
      as(person.start, own, ['/usr/bin/everbearer', ...words], stdin)
    await run('chown', ['-R', '--reference', person.home, own.base])
    const window = spawn(
      person.start[0] ?? '',
      [...person.start.slice(1), '/opt/Everbearer/everbearer-desktop', '--hidden'],
      {
        env: environmentOf(own),
        cwd: own.base,
        stdio: 'ignore',
      },
    )
    const gone = new Promise<void>((done) => window.once('exit', () => done()))
    onTestFinished(async () => {
      window.kill('SIGKILL')
      await gone
    })
    await until('the packaged app to keep', async () =>
      (await everbearer(['doctor', '--json'])).includes(`"pid": ${window.pid}`),
    )
    const secrets = { accessToken: `tok-${'a1b2c3'.repeat(6)}`, refreshToken: `ref-${'d4e5f6'.repeat(6)}` }
    await everbearer(['add', '--from', '-'], JSON.stringify(drawConnection('ward', 'https://draw.example/', secrets)))
    expect(await everbearer(['list', '--json'])).toContain('"ward"')
    await everbearer(['remove', 'ward', '--yes'])
    window.kill('SIGTERM')
    await gone

    await run('dpkg', ['--purge', 'everbearer'])
    expect(existsSync('/opt/Everbearer')).toBe(false)
    expect(existsSync('/usr/bin/everbearer')).toBe(false)
    expect(SHARED_FILES.filter((file) => existsSync(`/usr/share/${file}`))).toEqual([])
    expect(markers(secrets).inTree(own.base)).toEqual([])
  })
}

/** The sign of one that is on. */
const ENABLED = '1'.charCodeAt(0)

type Fuses = {
  getCurrentFuseWire(program: string): Promise<Record<number, number>>
  readonly FuseV1Options: Record<string, number | string>
}

/** As `npm run package -- --dir`, but with the build that this Electron can run as the app. */
async function pack(base: string, electron: string): Promise<void> {
  const script = `
    const { cpSync, readFileSync, rmSync, writeFileSync } = await import('node:fs')
    const { build } = await import('electron-builder')
    const { packageConfig } = await import('./scripts/package/package-config.mjs')
    const { stagePackage } = await import('./scripts/package/package-stage.mjs')
    const [base, elder, electron] = process.argv.slice(1)
    // A package has no use for the loader, which electron-builder takes for an archive.
    const electronDist = base + '/electron'
    cpSync(electron, electronDist, { recursive: true, filter: (path) => !/default_app|electron\\.d\\.ts/.test(path) })
    stagePackage(base + '/stage')
    const app = base + '/stage/app'
    rmSync(app + '/dist', { recursive: true })
    cpSync(elder, app + '/dist', { recursive: true, filter: (path) => !path.endsWith('.build-inputs') })
    const manifest = JSON.parse(readFileSync(app + '/package.json', 'utf8'))
    writeFileSync(app + '/package.json', JSON.stringify({ ...manifest, type: 'commonjs' }))
    const config = packageConfig({ from: base + '/stage', into: base + '/out', electronDist })
    // Later than this Electron.
    delete config.electronFuses.grantFileProtocolExtraPrivileges
    await build({ projectDir: process.cwd(), config, dir: true, publish: 'never' })`
  await run(process.execPath, ['--input-type=module', '-e', script, base, elderDist, electron], { cwd: root })
}

/** The page where man looks for it, and each shell's own look for what others have brought. */
async function shared(home: string): Promise<void> {
  const env = { PATH: '/usr/bin:/bin', HOME: home, EVERBEARER_VAULT: 'memory', MANPAGER: 'cat', LC_ALL: 'C.UTF-8' }
  const seen = async (program: string, ...words: string[]) => (await run(program, words, { env })).stdout
  expect(await seen('lexgrog', '/usr/share/man/man1/everbearer.1.gz')).toMatch(/"everbearer - /)
  expect(await seen('man', 'everbearer')).toContain('everbearer completion')
  expect(await seen('/usr/bin/fish', '-c', 'complete -C "everbearer comple"')).toMatch(/^completion\t/)
  const zsh = 'autoload -Uz compinit && compinit -u -D; print -r -- $_comps[everbearer]; whence -v _everbearer'
  expect(await seen('/usr/bin/zsh', '-f', '-c', zsh)).toMatch(/^_everbearer\n.*autoload/)
  const bash = 'source /usr/share/bash-completion/completions/everbearer && complete -p everbearer'
  expect(await seen('/bin/bash', '--norc', '-c', bash)).toBe('complete -F _everbearer everbearer\n')
}

/** What the workflow has fpm do, by hand. */
async function madeDeb(base: string, app: string): Promise<string> {
  const tree = join(base, 'deb')
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  cpSync(app, join(tree, 'opt', 'Everbearer'), { recursive: true, verbatimSymlinks: true })
  chmodSync(join(tree, 'opt', 'Everbearer', 'chrome-sandbox'), 0o4755)
  for (const mapping of packageConfig({ from: join(base, 'stage') }).deb?.fpm ?? []) {
    const [from = '', to = ''] = mapping.split('=')
    cpSync(from, join(tree, to))
  }
  chmodSync(join(tree, 'usr', 'bin', 'everbearer'), 0o755)
  mkdirSync(join(tree, 'usr', 'share', 'applications'), { recursive: true })
  writeFileSync(
    join(tree, 'usr', 'share', 'applications', 'everbearer.desktop'),
    '[Desktop Entry]\nType=Application\nName=Everbearer\nExec=/opt/Everbearer/everbearer-desktop %U\nMimeType=x-scheme-handler/everbearer;\n',
  )
  mkdirSync(join(tree, 'DEBIAN'))
  const control = [
    'Package: everbearer',
    `Version: ${version}`,
    'Architecture: amd64',
    'Maintainer: Everbearer contributors',
  ]
  writeFileSync(join(tree, 'DEBIAN', 'control'), `${control.join('\n')}\nDescription: Keeps API tokens valid\n`)
  const file = join(base, 'everbearer.deb')
  await run('dpkg-deb', ['--root-owner-group', '-Znone', '--build', tree, file])
  return file
}

async function screen(): Promise<string> {
  const server = spawn('Xvfb', ['-displayfd', '3', '-nolisten', 'tcp', '-noreset'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  onTestFinished(() => void server.kill('SIGKILL'))
  return await new Promise((done) => server.stdio[3]?.once('data', (number) => done(`:${String(number).trim()}`)))
}

async function as(start: readonly string[], home: Home, words: readonly string[], stdin: string): Promise<string> {
  const [program = '', ...more] = [...start, ...words]
  const running = run(program, more, { env: environmentOf(home), cwd: home.base })
  running.child.stdin?.end(stdin)
  return (await running).stdout
}
