import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { journalFile } from '../../../../electron/adapters/node/files/journal-file.ts'
import { listenAt } from '../../../../electron/adapters/node/keeper-socket/socket-listener.ts'
import { nodeSurroundings } from '../../../../electron/adapters/node/machine/surroundings.ts'
import { fault } from '../../../../shared/fault.ts'
import { en } from '../../../../shared/text/en.ts'
import { memoryPorts } from '../../../kit/memory-ports.ts'
import { temporaryFolder } from '../../../kit/processes/temporary-folder.ts'

type Found = { env?: Record<string, string>; setAside?: string | null; leftAlone?: number | null }

async function look({ env = {}, setAside = null, leftAlone = null }: Found = {}) {
  const stateFolder = temporaryFolder()
  const { ownership } = memoryPorts()
  const listener = await listenAt(join(stateFolder, 'keeper.sock'), createServer())
  const journal = journalFile(stateFolder)
  await journal.append({ at: 1, event: 'renewed' })
  const files = { stateFolder, ownership, index: { setAside, leftAlone }, journal }
  const surroundings = nodeSurroundings({ ...files, env, pipes: false, keychainService: 'everbearer-0123' })
  const probe = async () => {
    const findings = await surroundings.probe()
    return Object.fromEntries(findings.map(({ probe: name, ...found }) => [name, found]))
  }
  return { stateFolder, ownership, listener, probe }
}

test('where all is well, every probe says so, and each has a name for people', async () => {
  const { probe, listener } = await look()
  const found = await probe()
  expect(Object.values(found).map(({ level }) => level)).toEqual(Object.keys(found).map(() => 'good'))
  expect(Object.keys(found).filter((name) => en.probes[name] === undefined)).toEqual([])
  expect(found['journal']?.facts).toMatchObject({ entries: 1, unreadable: 0 })
  expect(found['state-folder']?.facts).toMatchObject({ mode: '700', keychainService: 'everbearer-0123' })
  await listener.close()
})

test('a lock and a socket that are gone, and a folder that others can write in, are bad', async () => {
  const { probe, ownership, listener, stateFolder } = await look()
  ownership.lose()
  await listener.close()
  chmodSync(stateFolder, 0o777)
  const found = await probe()
  expect([found['lock']?.level, found['socket']?.level, found['state-folder']?.level]).toEqual(['bad', 'bad', 'bad'])
  expect(found['state-folder']?.fault).toEqual(
    fault('state_folder_open', { path: stateFolder, command: `chmod 700 ${stateFolder}` }),
  )
})

test('damage is told', async () => {
  const { probe, stateFolder } = await look({ setAside: 'index.json.damaged-1' })
  writeFileSync(join(stateFolder, 'journal.jsonl'), 'nonsense\n{"at":1,"event":"renewed"}\n')
  const found = await probe()
  expect(found['index']).toMatchObject({ level: 'warning', facts: { setAside: 'index.json.damaged-1' } })
  expect(found['journal']).toMatchObject({ level: 'warning', facts: { entries: 1, unreadable: 1 } })
})

test('a journal that cannot be read is bad', async () => {
  const { probe, stateFolder } = await look()
  rmSync(join(stateFolder, 'journal.jsonl'))
  mkdirSync(join(stateFolder, 'journal.jsonl'))
  expect((await probe())['journal']).toMatchObject({ level: 'bad', fault: { code: 'file_unreadable' } })
})

test('proxies are named without their passwords', async () => {
  const env = {
    https_proxy: 'http://kim:secret@proxy.example:3128',
    NO_PROXY: 'localhost',
    HTTP_PROXY: 'kim:secret@p:1',
  }
  const { probe } = await look({ env })
  const { facts } = (await probe())['proxy'] ?? { facts: {} }
  expect(facts).toEqual({ httpsProxy: 'http://proxy.example:3128', httpProxy: 'http://p:1', noProxy: 'localhost' })
  expect(JSON.stringify(facts)).not.toContain('secret')
})

test('an index of a newer build is named with its version', async () => {
  const { probe } = await look({ leftAlone: 9 })
  expect((await probe())['index']).toMatchObject({
    level: 'warning',
    fault: { code: 'file_newer', params: { version: 9 } },
  })
})
