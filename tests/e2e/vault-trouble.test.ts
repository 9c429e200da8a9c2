/** Vaults that are not to be opened, not chosen, damaged, or in a folder that cannot be used: said, and nothing lost. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { drawConnection, startDrawServer } from '../kit/draw/draw-server.ts'
import { startSecretService } from '../kit/keyrings/secret-service.ts'
import { everbearer, startAgent } from '../kit/processes/everbearer-process.ts'
import { fileHome } from '../kit/processes/file-home.ts'
import { fillHome } from '../kit/processes/filled-home.ts'
import { temporaryHome } from '../kit/processes/temporary-home.ts'
import { until } from '../kit/processes/until.ts'
import { add, addAll, huntFor, listed, PASSPHRASE, tokenWorks, troubleIn } from './vault-scene.ts'

const NO_BUS = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere/bus' }
const OPEN = { EVERBEARER_PASSPHRASE: PASSPHRASE }

const fileVault = () => fileHome({ EVERBEARER_PASSPHRASE: undefined })

/** A vault that nobody uses at the moment, with connections in it, and where the document of each lies. */
async function filledVault(names: readonly string[]) {
  const server = await startDrawServer()
  const home = await fileHome()
  const ids = await fillHome(
    home,
    names.map((name) => drawConnection(name, server.url, server.issuePair())),
  )
  const files = Object.fromEntries(names.map((name, at) => [name, join(home.path, 'vault', `${ids[at]}.age`)]))
  return { server, home, fileOf: (name: string) => files[name] ?? '' }
}

describe('the passphrase of an encrypted file', () => {
  it('none, then a wrong one, then the right one: said each time, and renewals go on without a restart', async () => {
    const server = await startDrawServer({ accessLifeSeconds: 4 })
    const home = await fileVault()
    expect(await add(home, server, 'ward', {}, OPEN)).toMatchObject({ code: 0 })
    const before = readdirSync(join(home.path, 'vault'))
    expect(troubleIn(await everbearer(home, ['token', 'ward']))).toBe('6 passphrase_needed')
    const wrong = { EVERBEARER_PASSPHRASE: 'correct horse batterie' }
    expect(troubleIn(await everbearer(home, ['token', 'ward'], { env: wrong }))).toBe('6 passphrase_wrong')
    expect(await listed(home, wrong)).toEqual({ ward: 'passphrase_wrong' })
    expect(readdirSync(join(home.path, 'vault'))).toEqual(before)

    const agent = startAgent(home)
    expect(await agent.ready()).toMatch(/\(passphrase-needed\)\. The encrypted file needs its passphrase\. Next: .+/)
    expect(troubleIn(await everbearer(home, ['token', 'ward']))).toBe('6 passphrase_needed')
    expect(troubleIn(await add(home, server, 'other'))).toBe('6 passphrase_needed')
    expect(await listed(home)).toEqual({ ward: 'passphrase_needed' })
    expect(troubleIn(await everbearer(home, ['vault', 'unlock']))).toBe('6 passphrase_needed')
    const mistyped = await everbearer(home, ['vault', 'unlock'], { stdin: 'correct horse batterie\n' })
    expect(troubleIn(mistyped)).toBe('6 passphrase_wrong')
    const renewals = () => server.record.renewals.length
    const asleep = renewals()
    expect(await everbearer(home, ['vault', 'unlock'], { stdin: `${PASSPHRASE}\n` })).toMatchObject({ code: 0 })
    await until('renewals in the background', () => renewals() > asleep + 1)
    // Its tokens live for seconds: one may end on its way.
    await until('a token that works', () => tokenWorks(home, server, 'ward'))
    expect(server.record).toMatchObject({ reuseCount: 0, overlaps: 0 })
    expect(huntFor(server, PASSPHRASE, 'correct horse batterie').inTree(home.base)).toEqual([])
  })

  it('changed: the old one no longer opens it, the new one does, the running keeper goes on', async () => {
    const { server, home } = await filledVault(['ward'])
    const agent = startAgent(home)
    await agent.ready()
    const changing = (next: string) => everbearer(home, ['vault', 'passphrase'], { stdin: `${next}\n` })
    expect(troubleIn(await changing('short'))).toBe('2 passphrase_weak')
    expect(troubleIn(await changing(''))).toBe('6 passphrase_needed')
    const changed = await changing('another horse battery')
    expect(changed.code).toBe(0)
    // What this shell would open the vault with at the next start.
    expect(changed.stderr).toMatch(/^everbearer: EVERBEARER_PASSPHRASE.* still holds the one before: .*\n$/)
    expect(await tokenWorks(home, server, 'ward')).toBe(true)
    agent.kill('SIGTERM')
    await agent.exited
    expect(troubleIn(await everbearer(home, ['token', 'ward']))).toBe('6 passphrase_wrong')
    expect(await tokenWorks(home, server, 'ward', { EVERBEARER_PASSPHRASE: 'another horse battery' })).toBe(true)
    expect(huntFor(server, PASSPHRASE, 'another horse battery').inTree(home.base)).toEqual([])
  })
})

describe('no keychain', () => {
  it('forced but without a bus: missing, and nothing is written in plain anywhere', async () => {
    const server = await startDrawServer()
    const home = temporaryHome({ ...NO_BUS, EVERBEARER_VAULT: 'keychain' })
    expect(troubleIn(await add(home, server, 'ward'))).toBe('6 vault_missing')
    expect(troubleIn(await everbearer(home, ['vault', 'unlock']))).toBe('6 vault_missing')
    const status = await everbearer(home, ['vault', 'status', '--json'])
    expect(JSON.parse(status.stdout)).toEqual({ kind: 'keychain', condition: 'missing', connections: null })
    expect(await listed(home)).toEqual({})
    expect(huntFor(server).inTree(home.base)).toEqual([])
  })

  it.each([
    ['no bus', async () => NO_BUS],
    [
      'a bus without a keyring',
      async () => {
        const bus = await startSecretService({ daemon: false })
        onTestFinished(() => bus.stop())
        return bus.env
      },
    ],
  ])('nothing chosen and %s: the choices are named, and nothing falls back', async (_what, makeEnv) => {
    const server = await startDrawServer()
    const home = temporaryHome(await makeEnv())
    const refused = await add(home, server, 'ward')
    expect(troubleIn(refused)).toBe('6 vault_choice_needed')
    expect(refused.stderr).toMatch(/"everbearer vault move file" .*EVERBEARER_VAULT=memory/)
    expect(troubleIn(await everbearer(home, ['token', 'ward']))).toBe('6 vault_choice_needed')
    expect(huntFor(server).inTree(home.base)).toEqual([])
  })

  it('what is chosen then counts from there on', async () => {
    const server = await startDrawServer()
    const home = temporaryHome(NO_BUS)
    const chosen = await everbearer(home, ['vault', 'move', 'file'], { stdin: `${PASSPHRASE}\n` })
    expect(chosen).toMatchObject({ code: 0, stderr: '' })
    expect(await add(home, server, 'ward', {}, OPEN)).toMatchObject({ code: 0 })
    expect(troubleIn(await everbearer(home, ['token', 'ward']))).toBe('6 passphrase_needed')
    expect(huntFor(server, PASSPHRASE).inTree(home.base)).toEqual([])
  })

  it('nothing chosen, but an encrypted file is there: it is named, and not opened unasked', async () => {
    const { home } = await filledVault(['ward'])
    const open = await startSecretService()
    onTestFinished(() => open.stop())
    for (const bus of [NO_BUS, open.env]) {
      const env = { ...bus, EVERBEARER_VAULT: undefined }
      const refused = await everbearer(home, ['token', 'ward'], { env })
      expect(troubleIn(refused)).toBe('6 vault_choice_needed')
      expect(refused.stderr).toContain('"everbearer vault move file" to use it')
      expect(await listed(home, env)).toEqual({ ward: 'vault_choice_needed' })
    }
    expect(await listed(home)).toEqual({ ward: 'valid' })
  })
})

describe('memory that ends with the command', () => {
  it.each([
    ['forced', true],
    ['chosen before, by a keeper that has ended', false],
  ])('%s: nothing is taken that would be gone at once', async (_how, forced) => {
    const home = temporaryHome(forced ? { EVERBEARER_VAULT: 'memory' } : {})
    const server = await startDrawServer()
    mkdirSync(home.path, { recursive: true, mode: 0o700 })
    if (!forced) writeFileSync(join(home.path, 'vault-choice.json'), '{"vault":"memory"}')
    expect(troubleIn(await add(home, server, 'ward'))).toBe('2 memory_needs_keeper')
    const text = JSON.stringify(drawConnection('ward', server.url, server.issuePair()))
    const imported = await everbearer(home, ['import', '-', '--yes'], { stdin: text })
    expect(troubleIn(imported)).toBe('2 memory_needs_keeper')
    const agent = startAgent(home)
    await agent.ready()
    expect(await add(home, server, 'ward')).toMatchObject({ code: 0 })
    expect(await tokenWorks(home, server, 'ward')).toBe(true)
  })
})

describe('a damaged document', () => {
  const flip = (path: string) => {
    const bytes = readFileSync(path)
    const at = bytes.length - 20
    bytes[at] = (bytes[at] ?? 0) ^ 1
    writeFileSync(path, bytes)
  }
  const cut = (path: string) => writeFileSync(path, readFileSync(path).subarray(0, -30))

  it.each([
    ['a flipped bit', flip],
    ['a cut end', cut],
  ])('%s: names this connection alone, is left as it is, and can be replaced', async (_what, damage) => {
    const { server, home, fileOf } = await filledVault(['fine', 'ward'])
    const path = fileOf('ward')
    damage(path)
    const damaged = readFileSync(path)
    const agent = startAgent(home)
    await agent.ready()
    expect(await listed(home)).toEqual({ fine: 'valid', ward: 'vault_damaged' })
    expect(troubleIn(await everbearer(home, ['token', 'ward']))).toBe('6 vault_damaged')
    expect(troubleIn(await everbearer(home, ['refresh', 'ward']))).toBe('6 vault_damaged')
    const edit = JSON.stringify({ settings: { maxRetries: 1 } })
    expect(troubleIn(await everbearer(home, ['edit', 'ward', '--from', '-'], { stdin: edit }))).toBe('6 vault_damaged')
    expect(await tokenWorks(home, server, 'fine')).toBe(true)
    expect(readFileSync(path)).toEqual(damaged)
    expect(await everbearer(home, ['remove', 'ward', '--yes'])).toMatchObject({ code: 0 })
    await addAll(home, server, ['ward'])
    expect(await listed(home)).toEqual({ fine: 'valid', ward: 'valid' })
  })

  it('that is put back from a backup is read again without a restart', async () => {
    const { server, home, fileOf } = await filledVault(['ward'])
    const path = fileOf('ward')
    const whole = readFileSync(path)
    cut(path)
    await startAgent(home).ready()
    expect(await listed(home)).toEqual({ ward: 'vault_damaged' })
    writeFileSync(path, whole)
    expect(await tokenWorks(home, server, 'ward')).toBe(true)
    expect(await listed(home)).toEqual({ ward: 'valid' })
  })

  it('the list of connections: nothing is taken for empty, nothing is overwritten', async () => {
    const { server, home } = await filledVault(['one', 'two'])
    const path = join(home.path, 'vault', 'manifest.age')
    const whole = readFileSync(path)
    flip(path)
    const damaged = readFileSync(path)
    await startAgent(home).ready()
    expect(await listed(home)).toEqual({ one: 'vault_damaged', two: 'vault_damaged' })
    for (const words of [
      ['token', 'one'],
      ['remove', 'one', '--yes'],
      ['refresh', 'two'],
    ]) {
      expect(troubleIn(await everbearer(home, words))).toBe('6 vault_damaged')
    }
    const added = await add(home, server, 'three')
    expect(troubleIn(added)).toBe('6 vault_damaged')
    expect(added.stderr).toContain('manifest')
    expect(readFileSync(path)).toEqual(damaged)
    writeFileSync(path, whole)
    expect(await tokenWorks(home, server, 'one')).toBe(true)
    expect(await listed(home)).toEqual({ one: 'valid', two: 'valid' })
  })
})

describe('an index that cannot be read', () => {
  it('is set aside and said, and built anew from the vault, each time', async () => {
    const { home } = await filledVault(['ward'])
    const index = join(home.path, 'index.json')
    const unreadable = [
      '{"version":1,"conn',
      '{"version":1,"connections":"none"}',
      '{"version":2,"connections":[],"preferences":{"colour":"red"}}',
    ]
    for (const [number, text] of unreadable.entries()) {
      writeFileSync(index, text)
      expect(await listed(home)).toEqual({ ward: 'valid' })
      expect(readFileSync(`${index}.damaged-${number + 1}`, 'utf8')).toBe(text)
      expect(readFileSync(index, 'utf8')).toContain('"ward"')
    }
    const journal = await everbearer(home, ['journal', '--json'])
    const { entries } = JSON.parse(journal.stdout) as { entries: { event: string }[] }
    const said = entries.filter(({ event }) => event.startsWith('index_')).map(({ event }) => event)
    expect(said).toEqual(unreadable.flatMap(() => ['index_set_aside', 'index_rebuilt']))
  })
})

describe('a state folder', () => {
  const WORDS = [['list'], ['token', 'ward'], ['agent']]

  it('with a file in its place: said, and the file is left alone', async () => {
    const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
    writeFileSync(home.path, 'of the person')
    for (const words of WORDS) expect(troubleIn(await everbearer(home, words))).toBe('5 state_folder_unusable')
    expect(readFileSync(home.path, 'utf8')).toBe('of the person')
  })

  it('that is the system’s and open to all: refused, with the command that closes one’s own', async () => {
    const home = temporaryHome({ EVERBEARER_VAULT: 'memory', EVERBEARER_HOME: '/sys/kernel' })
    const expected = process.getuid?.() === 0 ? '4 state_folder_open' : '4 state_folder_foreign'
    for (const words of WORDS) expect(troubleIn(await everbearer(home, words))).toBe(expected)
  })

  it('where a folder lies in the place of a document: that one is damaged, and the others are kept', async () => {
    const { server, home, fileOf } = await filledVault(['fine', 'ward'])
    rmSync(fileOf('ward'))
    mkdirSync(fileOf('ward'))
    await startAgent(home).ready()
    expect(await listed(home)).toEqual({ fine: 'valid', ward: 'vault_damaged' })
    expect(await tokenWorks(home, server, 'fine')).toBe(true)
  })
})
