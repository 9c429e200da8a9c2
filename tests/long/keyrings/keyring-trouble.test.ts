/** A real gnome-keyring that is locked, stands still, or goes away, under a keeper that keeps on: nothing is lost by it. */
import { describe, expect, it, onTestFinished } from 'vitest'
import { add, addAll, allValid, huntFor, listed, tokenWorks, troubleIn } from '../../e2e/vault-scene.ts'
import { startDrawServer } from '../../kit/draw/draw-server.ts'
import { type SecretService, type SecretServiceOptions, startSecretService } from '../../kit/keyrings/secret-service.ts'
import { everbearer, type Running, startAgent } from '../../kit/processes/everbearer-process.ts'
import { type Home, temporaryHome } from '../../kit/processes/temporary-home.ts'
import { until } from '../../kit/processes/until.ts'

type Scene = { readonly keyring: SecretService; readonly home: Home; readonly agent: Running }

async function keptInKeyring(options: SecretServiceOptions = {}): Promise<Scene> {
  const keyring = await startSecretService(options)
  onTestFinished(() => keyring.stop())
  const home = temporaryHome({ ...keyring.env, EVERBEARER_VAULT: 'keychain' })
  const agent = startAgent(home)
  await agent.ready()
  return { keyring, home, agent }
}

async function restarted({ home, agent }: Scene): Promise<Running> {
  agent.kill('SIGTERM')
  await agent.exited
  return startAgent(home)
}

/**
 * A lock that falls between our look at the keyring and the read after it makes the keyring ask once by itself, which
 * nobody outside of it can prevent. What may never be is a second time (docs/decisions.md 2).
 */
function dialogsOfTheLockItself(keyring: SecretService): number {
  const shown = keyring.prompts()
  expect(shown).toBeLessThanOrEqual(1)
  return shown
}

/** A call to a keychain that stands still is given up after 5 s: whoever has to wait for it takes so much longer. */
const WAITED_MS = 4_000

/** How long whole commands took that asked for these tokens, one after the other: the machine's own slowness is in it. */
async function tokenTimes(home: Home, names: readonly string[]): Promise<number[]> {
  const times: number[] = []
  for (const name of names) {
    const { code, tookMs } = await everbearer(home, ['token', name])
    expect(code).toBe(0)
    times.push(tookMs)
  }
  return times
}

describe('a locked keyring', () => {
  it('leaves what was read in use, and renewals until it is open again', async () => {
    const scene = await keptInKeyring()
    const { keyring, home } = scene
    const server = await startDrawServer({ accessLifeSeconds: 4 })
    await addAll(home, server, ['month'], { accessLifeSeconds: 90 * 86_400 })
    await addAll(home, server, ['ward'])
    await until('a renewal', () => server.record.renewals.length > 0)
    await keyring.lock()
    await until('a renewal to be hindered', async () => (await listed(home))['ward'] === 'vault_locked')
    const shown = dialogsOfTheLockItself(keyring)
    expect(await tokenWorks(home, server, 'month')).toBe(true)
    await until('the token to end', async () => !(await tokenWorks(home, server, 'ward')))
    expect(troubleIn(await everbearer(home, ['token', 'ward']))).toBe('6 vault_locked')
    expect(troubleIn(await add(home, server, 'other'))).toBe('6 vault_locked')
    await keyring.unlock()
    await until('renewals to go on', () => tokenWorks(home, server, 'ward'))
    await allValid(home, ['month', 'ward'])
    expect(keyring.prompts()).toBe(shown)
    expect(server.record).toMatchObject({ reuseCount: 0, overlaps: 0 })
  })

  it('at start: the names are there, the tokens are not; unlocking heals without a restart', async () => {
    const scene = await keptInKeyring()
    const { keyring, home } = scene
    const server = await startDrawServer({ accessLifeSeconds: 4 })
    // Their first renewals come after the unlocking: a lock between a reply and its saving, and then the end of the
    // agent, would be a session that nobody can keep.
    await addAll(home, server, ['one', 'two'], { accessLifeSeconds: 40 })
    await keyring.lock()
    const agent = await restarted(scene)
    expect(await agent.ready()).toContain('locked')
    const shown = dialogsOfTheLockItself(keyring)
    expect(await listed(home)).toEqual({ one: 'vault_locked', two: 'vault_locked' })
    expect(troubleIn(await everbearer(home, ['token', 'one']))).toBe('6 vault_locked')
    expect(keyring.prompts()).toBe(shown)
    // The person says no to the dialog, once.
    expect(troubleIn(await everbearer(home, ['vault', 'unlock']))).toBe('6 vault_locked')
    expect(troubleIn(await everbearer(home, ['token', 'one']))).toBe('6 vault_locked')
    expect(keyring.prompts()).toBe(shown + 1)
    const before = server.record.renewals.length
    await keyring.unlock()
    await until('renewals of both, asked for by nobody', () => server.record.renewals.length >= before + 4)
    await allValid(home, ['one', 'two'])
    expect(agent.stderr()).toBe('')
  })

  it('is opened by "vault unlock" and the password that a person types', async () => {
    const scene = await keptInKeyring({ dialog: 'answered' })
    const { keyring, home } = scene
    const server = await startDrawServer()
    await addAll(home, server, ['ward'])
    await keyring.lock()
    await (await restarted(scene)).ready()
    expect(await listed(home)).toEqual({ ward: 'vault_locked' })
    expect(await everbearer(home, ['vault', 'unlock'])).toMatchObject({ code: 0, stderr: '' })
    expect(await tokenWorks(home, server, 'ward')).toBe(true)
    expect(keyring.prompts()).toBe(1)
  })
})

describe('a keyring that stands still', () => {
  it('holds up only what needs it: what was read is served at once; it all goes on when the keyring does', async () => {
    const { keyring, home, agent } = await keptInKeyring()
    const server = await startDrawServer({ accessLifeSeconds: 8 })
    await addAll(home, server, ['month', 'year'], { accessLifeSeconds: 90 * 86_400 })
    const before = await tokenTimes(home, ['month', 'year', 'month', 'year', 'month'])
    await addAll(home, server, ['ward'])
    await keyring.pause()
    const ended = until('the short token to end', async () => {
      const { code } = await everbearer(home, ['token', 'ward'])
      return code !== 0
    })
    const times: number[] = []
    let waiting = true
    void ended.finally(() => {
      waiting = false
    })
    while (waiting || times.length <= 10) times.push(...(await tokenTimes(home, ['month', 'year'])))
    await ended
    // A busy machine makes any of them late, and a keyring that is waited for all of them.
    expect(Math.min(...times)).toBeLessThan(Math.min(...before) + WAITED_MS)
    const renewals = server.record.renewals.length
    expect(troubleIn(await everbearer(home, ['token', 'ward']))).toBe('6 vault_stalled')
    expect(troubleIn(await everbearer(home, ['refresh', 'month']))).toBe('6 vault_stalled')
    expect(troubleIn(await add(home, server, 'other'))).toBe('6 vault_stalled')
    // What could not be noted beforehand is not sent.
    expect(server.record.renewals).toHaveLength(renewals)
    expect(await tokenWorks(home, server, 'month')).toBe(true)
    await keyring.resume()
    await until('the short token to be renewed', () => tokenWorks(home, server, 'ward'))
    await allValid(home, ['month', 'ward', 'year'])
    expect(server.record).toMatchObject({ reuseCount: 0, overlaps: 0 })
    expect(agent.stderr()).toBe('')
  })

  it('from the start: the names are shown, each command ends, and all is read later', async () => {
    const scene = await keptInKeyring()
    const { keyring, home } = scene
    const server = await startDrawServer({ accessLifeSeconds: 4 })
    await addAll(home, server, ['one', 'two'])
    scene.agent.kill('SIGTERM')
    await scene.agent.exited
    await keyring.pause()
    const agent = startAgent(home)
    await agent.ready()
    expect(await listed(home)).toEqual({ one: 'vault_stalled', two: 'vault_stalled' })
    expect(troubleIn(await everbearer(home, ['token', 'one']))).toBe('6 vault_stalled')
    const before = server.record.renewals.length
    await keyring.resume()
    await until('renewals of both, asked for by nobody', () => server.record.renewals.length >= before + 4)
    await allValid(home, ['one', 'two'])
  })
})

describe('a keyring that is killed', () => {
  it('between question and answer: the new tokens are served from memory, and saved when it is back', async () => {
    const { keyring, home, agent } = await keptInKeyring()
    const server = await startDrawServer()
    await addAll(home, server, ['ward', 'other'])
    const reply = Promise.withResolvers<void>()
    server.control({ weather: [{ kind: 'held', until: reply.promise }] })
    const refreshing = everbearer(home, ['refresh', 'ward'])
    await until('the question', () => server.record.renewals.length === 1)
    await keyring.kill()
    reply.resolve()
    await refreshing
    await until('an unsaved token', async () => (await listed(home))['ward'] === 'unsaved')
    expect(await tokenWorks(home, server, 'ward')).toBe(true)
    expect(await tokenWorks(home, server, 'other')).toBe(true)
    expect(troubleIn(await everbearer(home, ['refresh', 'other']))).toBe('6 vault_missing')
    expect(server.record.renewals).toHaveLength(1)
    expect(huntFor(server).inTree(home.base)).toEqual([])

    await keyring.startDaemon()
    await until('a locked keyring to be seen', async () => {
      const { stdout } = await everbearer(home, ['vault', 'status', '--json'])
      return stdout.includes('"locked"')
    })
    await keyring.unlock()
    await until('the late save', async () => (await listed(home))['ward'] === 'valid')
    const journal = async () => (await everbearer(home, ['journal', 'ward', '--json'])).stdout
    await until('the record of it', async () => (await journal()).includes('saved_late'))
    agent.kill('SIGKILL')
    await agent.exited
    expect(await everbearer(home, ['refresh', 'ward'])).toMatchObject({ code: 0 })
    expect(await tokenWorks(home, server, 'ward')).toBe(true)
    expect(server.record).toMatchObject({ reuseCount: 0, overlaps: 0 })
  })
})
