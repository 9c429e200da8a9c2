/**
 * The main job on real parts: a DRAW pair that lives 12 s, a real Secret Service, the built programs, and a server that
 * misbehaves. Ten renewals are watched while other processes read tokens, and then every trace is searched for secrets.
 */
import { expect, onTestFinished, test } from 'vitest'
import { drawConnection, startDrawServer } from '../../kit/draw/draw-server.ts'
import { type SecretService, startSecretService } from '../../kit/keyrings/secret-service.ts'
import { markers } from '../../kit/markers.ts'
import { callWithToken } from '../../kit/processes/call-with-token.ts'
import { everbearer, startAgent } from '../../kit/processes/everbearer-process.ts'
import { temporaryHome } from '../../kit/processes/temporary-home.ts'
import { until } from '../../kit/processes/until.ts'

const RENEWALS = 10

test('a DRAW pair of 12 s in the keychain stays valid through ten renewals and leaks nowhere', async () => {
  const keyring = await startSecretService()
  onTestFinished(() => keyring.stop())
  const server = await startDrawServer({ accessLifeSeconds: 12 })
  const home = temporaryHome({ ...keyring.env, EVERBEARER_VAULT: 'keychain' })
  const said: string[] = []

  const agent = startAgent(home)
  said.push(await agent.ready())
  // No renewal is due before somebody asks for one.
  const pair = server.issuePair({ accessLifeSeconds: 3_600 })
  const added = await everbearer(home, ['add', '--from', '-'], {
    stdin: JSON.stringify(drawConnection('ward', server.url, pair)),
  })
  expect(added).toMatchObject({ code: 0 })
  said.push(added.stdout, added.stderr)

  const tested = await everbearer(home, ['test', 'ward', '--json'])
  expect(JSON.parse(tested.stdout)).toMatchObject({ reached: 'yes', tokenAccepted: 'yes' })
  expect(server.record.renewals).toHaveLength(0)
  said.push(tested.stdout, tested.stderr)

  const forced = await everbearer(home, ['refresh', 'ward'])
  expect(forced).toMatchObject({ code: 0, stderr: '' })
  said.push(forced.stdout)
  server.control({ weather: [{ kind: 'busy', status: 503 }] })
  while (server.record.renewals.filter((renewal) => renewal.outcome === 'done').length < RENEWALS) {
    const [listed] = await Promise.all([
      everbearer(home, ['list', '--json']),
      callWithToken(home, 'ward', `${server.url}api/health/`),
    ])
    said.push(listed.stdout, listed.stderr)
  }

  expect(server.record).toMatchObject({ reuseCount: 0, overlaps: 0 })
  expect(server.record.usesAccepted).toBeGreaterThan(0)
  // Whether one that had ended was handed out is judged with each use.
  expect(server.record.usesRefused.filter(({ reason }) => reason !== 'expired')).toEqual([])
  const shown = await until('the last pair to be kept', async () => {
    const asked = await everbearer(home, ['show', 'ward', '--json'])
    expect(JSON.parse(asked.stdout)).toMatchObject({ state: 'valid' })
    return asked
  })
  expect(JSON.parse(shown.stdout)).toMatchObject({
    name: 'ward',
    state: 'valid',
    // Both count whole seconds, the one from sending and the other from a full second: which ends first is the moment's luck.
    expirySource: expect.stringMatching(/^(expires_in|jwt)$/),
    lastRefresh: { outcome: 'renewed' },
  })
  const journal = await everbearer(home, ['journal', 'ward'])
  const doctor = await everbearer(home, ['doctor', '--json'])
  said.push(shown.stdout, journal.stdout, journal.stderr, doctor.stdout, doctor.stderr)
  expect(await entriesIn(keyring, doctor.stdout)).toBeGreaterThan(3)

  const hunt = markers(Object.fromEntries(server.tokens().map((token, index) => [`token ${index}`, token])))
  expect(hunt.inTree(home.base)).toEqual([])
  expect(hunt.inText('everything said', [...said, agent.stdout(), agent.stderr()].join('\n'))).toEqual([])
  expect(hunt.inProcesses([agent.pid])).toEqual([])

  agent.kill('SIGTERM')
  expect((await agent.exited).code).toBe(0)
  const after = await everbearer(home, ['token', 'ward'])
  expect(after).toMatchObject({ code: 0 })
  expect((await everbearer(home, ['remove', 'ward', '--yes'])).code).toBe(0)
  // Only the list of connections, now an empty one, is left: its two slots, and the mark for programs of the layout before.
  expect(await entriesIn(keyring, doctor.stdout)).toBe(3)
})

/** How many entries secret-tool finds. The doctor names their service, so that a person can find them too. */
async function entriesIn(keyring: SecretService, doctor: string): Promise<number> {
  const service = /everbearer-[0-9a-f]{8,}/.exec(doctor)?.[0] ?? 'the doctor names no service'
  return [...(await keyring.find({ service })).matchAll(/^label = /gm)].length
}
