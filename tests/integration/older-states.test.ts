/** What real builds of earlier commits wrote (tests/kit/processes/write-state.ts) is opened by the build of today. */
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodeDigest } from '../../electron/adapters/node/digest.ts'
import { documentSlots } from '../../electron/adapters/node/keychain/document-slots.ts'
import type { ItemStore } from '../../electron/adapters/node/keychain/item-keychain.ts'
import { memoryVault } from '../../electron/adapters/node/vaults/memory-vault.ts'
import { readManifest } from '../../electron/core/connections/manifest.ts'
import { readDocument } from '../../shared/connections/connection.ts'
import { endings } from '../kit/processes/endings.ts'
import { everbearer, startAgent } from '../kit/processes/everbearer-process.ts'
import { type Home, temporaryHome } from '../kit/processes/temporary-home.ts'
import { STATE_IDENTITY, STATE_PASSPHRASE } from '../kit/processes/write-state.ts'

const STATES = join(import.meta.dirname, 'states')
const BUILDS = readdirSync(STATES)

type Shown = Readonly<Record<string, unknown>> & { readonly name: string }
type Kept = { readonly token: string; readonly shown: readonly Shown[]; readonly consumers?: readonly object[] }

/** What a later build may say otherwise: it plans anew, and is on another computer. A failure is not worth a write. */
const MAY_DIFFER = ['state', 'fault', 'revision', 'refreshAt', 'renewable', 'urls', 'lastRefresh']

const keptOf = (build: string): Kept => JSON.parse(readFileSync(join(STATES, build, 'shown.json'), 'utf8')) as Kept

/** A home with that build's state, without its connections being renewed: their servers are long gone. */
async function beginIn(home: Home, build: string, atEnd: (clean: () => Promise<void>) => void): Promise<void> {
  cpSync(join(STATES, build, 'state'), home.path, { recursive: true })
  await said(home, ['settings', 'set', 'backgroundRenewal', 'false'])
  await startAgent(home, { atEnd }).ready()
}

async function said(home: Home, args: readonly string[], stdin = ''): Promise<string> {
  const { code, stdout, stderr } = await everbearer(home, args, { stdin })
  expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' })
  return stdout
}

const asJson = async <T>(home: Home, args: readonly string[]): Promise<T> =>
  JSON.parse(await said(home, [...args, '--json'])) as T

describe.each(BUILDS)('state of %s', (build) => {
  const { token, shown } = keptOf(build)
  const home = temporaryHome({ EVERBEARER_VAULT: 'file', EVERBEARER_PASSPHRASE: STATE_PASSPHRASE }, afterAll)
  const ends = endings()
  beforeAll(() => beginIn(home, build, ends))

  it('is all there: settings, secrets, conditions, journal, preferences', async () => {
    for (const before of shown) {
      const { name } = before
      const now = await asJson<Shown>(home, ['show', name])
      expect(now).toMatchObject(Object.fromEntries(Object.entries(before).filter(([key]) => !MAY_DIFFER.includes(key))))
    }
    const renewed = await asJson<Shown>(home, ['show', 'draw-renewed'])
    expect(renewed).toMatchObject({ lastRefresh: { outcome: 'renewed', rotated: true }, generation: 2 })
    expect((await said(home, ['token', 'draw-renewed'])).trim()).toBe(token)
    expect(await asJson(home, ['journal'])).toMatchObject({ unreadable: 0 })
    expect(await asJson(home, ['settings', 'get'])).toMatchObject({ journalEntries: 500 })
    const { connections } = await asJson<{ connections: { name: string; fault: { code: string } | null }[] }>(home, [
      'list',
    ])
    expect(connections.map(({ name }) => name)).toEqual(shown.map(({ name }) => name))
    expect(connections.filter(({ fault }) => fault !== null && /damaged|newer|older/.test(fault.code))).toEqual([])
    expect(readdirSync(home.path, { recursive: true }).filter((path) => String(path).includes('damaged'))).toEqual([])
  })

  it('has its programs with a key, each with what it may use', async () => {
    const { consumers } = await asJson<{ consumers: object[] }>(home, ['consumers', 'list'])
    expect(consumers).toEqual(keptOf(build).consumers ?? [])
  })

  it('can be gone on with', async () => {
    await said(home, ['pause', 'draw-plain'])
    await said(home, ['rename', 'oauth2-machine', 'machine'])
    expect(await asJson<Shown>(home, ['show', 'draw-plain'])).toMatchObject({ state: 'paused' })
    const secrets = shown.find(({ name }) => name === 'oauth2-machine')?.['secrets']
    expect(await asJson<Shown>(home, ['show', 'machine'])).toMatchObject({ secrets })
  })

  it('in a keychain is read, entry by entry', async () => {
    const entries = JSON.parse(readFileSync(join(STATES, build, 'keychain.json'), 'utf8')) as Record<string, string>
    const store: ItemStore = { ...NOTHING_WRITTEN, get: async (all) => all.map((account) => entries[account] ?? null) }
    const documents = documentSlots(store, { digest: nodeDigest, pieceLength: 1_200, after: () => () => undefined })
    const { connections } = await readManifest({ ...memoryVault(), read: (key) => documents.read(key) })
    const [entry] = connections
    expect(entry).toMatchObject({ name: 'oauth2-machine', step: 'kept' })
    const reading = readDocument((await documents.read(entry?.id ?? '')) ?? '')
    if (!reading.ok) throw new Error(reading.fault.code)
    expect(reading.connection.credentials.clientSecret?.secret.reveal()).toBe('entered once: 100%')
  })
})

const NOTHING_WRITTEN: Omit<ItemStore, 'get'> = {
  set: () => Promise.reject(new Error('nothing is to be written')),
  discard: () => Promise.reject(new Error('nothing is to be deleted')),
}

describe.each(BUILDS)('files of %s', (build) => {
  const file = (name: string) => join(STATES, build, name)

  it.each<[string, string, string[]]>([
    ['sealed with a passphrase', 'passphrase.age', []],
    ['sealed for a recipient', 'recipient.age', ['--identity']],
  ])('%s are imported', async (_how, name, more) => {
    const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
    const identity = join(home.base, 'identity.txt')
    writeFileSync(identity, `${STATE_IDENTITY}\n`, { mode: 0o600 })
    const args = ['import', file(name), '--preview', '--json', ...more, ...more.map(() => identity)]
    const { code, stdout } = await everbearer(home, args, { stdin: STATE_PASSPHRASE })
    expect(code).toBe(0)
    const plan = JSON.parse(stdout) as { entries: { name: string; action: string }[] }
    expect(plan.entries.map((entry) => entry.name)).toEqual(keptOf(build).shown.map((each) => each.name))
    expect(plan.entries.filter(({ action }) => action !== 'add')).toEqual([])
  })
})
