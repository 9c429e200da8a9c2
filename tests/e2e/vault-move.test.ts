/** A vault that is moved: refused where it cannot be, and remembered. Moved under way it is in tests/long/kills. */
import { expect, it } from 'vitest'
import { startDrawServer } from '../kit/draw/draw-server.ts'
import { everbearer } from '../kit/processes/everbearer-process.ts'
import { documentsIn, entriesIn, keptInKeyring, move, NAMES, serviceOf } from './keyring-scene.ts'
import { addAll, allValid, PASSPHRASE, tokenWorks, troubleIn } from './vault-scene.ts'

it('a move that cannot be made changes nothing, and says why', async () => {
  const { keyring, home } = await keptInKeyring()
  const server = await startDrawServer()
  await addAll(home, server, NAMES)
  const service = await serviceOf(home)
  const entries = await entriesIn(keyring, service)
  expect(troubleIn(await move(home, 'keychain'))).toBe('2 vault_already_there')
  expect(troubleIn(await move(home, 'paper'))).toBe('2 vault_choice_unknown')
  expect(troubleIn(await move(home, 'file', 'short\n'))).toBe('2 passphrase_weak')
  expect(troubleIn(await move(home, 'file'))).toBe('6 passphrase_needed')
  await keyring.lock()
  expect(troubleIn(await move(home, 'file', `${PASSPHRASE}\n`))).toBe('6 vault_locked')
  expect(documentsIn(home)).toEqual([])
  await keyring.unlock()
  expect(await entriesIn(keyring, service)).toBe(entries)
  await allValid(home, NAMES)
})

it('is remembered: what was moved away is not opened again, however it is asked for', async () => {
  const { home, agent } = await keptInKeyring()
  const server = await startDrawServer()
  await addAll(home, server, NAMES)
  expect(await move(home, 'file', `${PASSPHRASE}\n`)).toMatchObject({ code: 0 })
  agent.kill('SIGTERM')
  await agent.exited
  expect(troubleIn(await everbearer(home, ['token', 'one']))).toBe('6 passphrase_needed')
  const forced = await everbearer(home, ['token', 'one'], { env: { EVERBEARER_VAULT: 'keychain' } })
  expect(troubleIn(forced)).toBe('6 vault_moved_away')
  expect(await tokenWorks(home, server, 'one', { EVERBEARER_PASSPHRASE: PASSPHRASE })).toBe(true)
})
