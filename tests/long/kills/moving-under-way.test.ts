/** From the keychain into an encrypted file and back, under way: no token is missed, no session lost, nothing left behind. */
import { expect, it } from 'vitest'
import { documentsIn, entriesIn, keptInKeyring, move, NAMES, serviceOf } from '../../e2e/keyring-scene.ts'
import { addAll, huntFor, PASSPHRASE, tokenWorks } from '../../e2e/vault-scene.ts'
import { startDrawServer } from '../../kit/draw/draw-server.ts'
import { callWithToken } from '../../kit/processes/call-with-token.ts'
import { until } from '../../kit/processes/until.ts'

it('keychain, file, keychain: tokens are served and renewed all along, and each old vault is empty', async () => {
  const { keyring, home, agent } = await keptInKeyring()
  const server = await startDrawServer({ accessLifeSeconds: 12 })
  await addAll(home, server, NAMES)
  const service = await serviceOf(home)
  await until('the entries', async () => (await entriesIn(keyring, service)) >= 2 * (NAMES.length + 1))

  let asked = 0
  let moving = true
  const asking = (async () => {
    for (; moving; asked += 1) await callWithToken(home, NAMES[asked % NAMES.length] ?? '', `${server.url}api/health/`)
  })()
  // Looked at in the end; a test that fails earlier has its own reason.
  asking.catch(() => undefined)
  const renewals = () => server.record.renewals.length
  const moreRenewals = async () => {
    const before = renewals()
    await until('renewals in this vault', () => renewals() >= before + NAMES.length)
  }
  await moreRenewals()
  expect(await move(home, 'file', `${PASSPHRASE}\n`)).toMatchObject({ code: 0, stderr: '' })
  expect(await entriesIn(keyring, service)).toBe(0)
  expect(documentsIn(home)).toHaveLength(NAMES.length + 2)
  await moreRenewals()
  expect(huntFor(server, PASSPHRASE).inTree(home.base)).toEqual([])
  expect(await move(home, 'keychain')).toMatchObject({ code: 0, stderr: '' })
  expect(documentsIn(home)).toEqual([])
  await moreRenewals()
  await until('programs to have asked all along', () => asked > 10)
  moving = false
  await asking

  expect(server.record).toMatchObject({ reuseCount: 0, overlaps: 0 })
  expect(server.record.usesAccepted).toBeGreaterThan(0)
  // Whether one that had ended was handed out is judged with each use.
  expect(server.record.usesRefused.filter(({ reason }) => reason !== 'expired')).toEqual([])
  expect(huntFor(server, PASSPHRASE).inTree(home.base)).toEqual([])
  expect(agent.stderr()).toBe('')
  agent.kill('SIGTERM')
  await agent.exited
  // Of each document, and of the list of them, a head and one piece.
  expect(await entriesIn(keyring, service)).toBe(2 * (NAMES.length + 1))
  for (const name of NAMES) expect(await tokenWorks(home, server, name)).toBe(true)
})
