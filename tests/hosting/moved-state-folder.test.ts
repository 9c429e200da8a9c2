/** The state folder is moved, removed or exchanged under a running keeper: it stops keeping, says so, and makes none anew. */
import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, test } from 'vitest'
import { faultOf } from '../../shared/fault.ts'
import { temporaryFolder } from '../kit/processes/temporary-folder.ts'
import { until } from '../kit/processes/until.ts'
import { COMMAND, openHost, type TestHost } from './hosts.ts'

const entriesAt = async ({ bridge }: TestHost) => (await bridge.call('settings.get', {})).journalEntries
const toldOf = (host: TestHost) => until('the host to say so', () => host.troubles.length > 0)

function places() {
  const base = temporaryFolder()
  return { here: join(base, 'here'), there: join(base, 'there') }
}

it('moved: the keeper stops and says so, the new place is free, and nothing is made at the old one', async () => {
  const { here, there } = places()
  const first = await openHost(here)
  renameSync(here, there)
  await toldOf(first)
  expect(first.troubles).toEqual(['state_folder_gone'])
  expect(first.keepers[0]?.calls).toContain('stop')
  expect(await first.bridge.call('settings.get', {}).catch(faultOf)).toMatchObject({
    code: 'state_folder_gone',
    params: { path: here },
  })
  const second = await openHost(there, COMMAND)
  expect(second.sessions).toEqual(['keeper'])
  expect(existsSync(here)).toBe(false)
})

it('moved back: all goes on by itself', async () => {
  const { here, there } = places()
  const first = await openHost(here)
  renameSync(here, there)
  await toldOf(first)
  renameSync(there, here)
  await until('a session again', () => first.sessions.length === 2)
  expect(await entriesAt(first)).toBe(2_000)
})

it('removed: said as well, and the next that is made there is kept', async () => {
  const { here } = places()
  const first = await openHost(here)
  rmSync(here, { recursive: true })
  await toldOf(first)
  expect(first.troubles).toEqual(['state_folder_gone'])
  mkdirSync(here, { mode: 0o700 })
  await until('a session again', () => first.sessions.length === 2)
})

it('put back from a copy: the keeper steps down, and keeps what is there now', async () => {
  const { here, there } = places()
  const first = await openHost(here)
  cpSync(here, there, { recursive: true, filter: (path) => !path.endsWith('.sock') })
  rmSync(here, { recursive: true })
  renameSync(there, here)
  await until('a session again', () => first.sessions.length === 2)
  expect(first.keepers[0]?.calls).toContain('stop')
  expect((await openHost(here, COMMAND)).sessions).toEqual(['client'])
})

test('moved while the keeper still opens its vault: it answers nobody with what is no longer there', async () => {
  const { here, there } = places()
  const opening = Promise.withResolvers<void>()
  const first = openHost(here, { beforeKeeper: () => opening.promise }).catch(faultOf)
  await until('the socket', () => existsSync(join(here, 'keeper.sock')))
  const asking = openHost(here, COMMAND)
    .then(({ bridge }) => bridge.call('connections.list', {}))
    .catch(faultOf)
  renameSync(here, there)
  opening.resolve()
  expect(await first).toMatchObject({ code: 'state_folder_gone' })
  expect(await asking).not.toEqual([])
})
