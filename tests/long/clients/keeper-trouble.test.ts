/** The clients that programs import, and a keeper that ends, stands still, is not there, or cannot open its vault. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startApiServer } from '../../kit/clients/api-server.ts'
import { LANGUAGES, startClient } from '../../kit/clients/client-program.ts'
import { inPath } from '../../kit/clients/in-path.ts'
import { addWard, failing, keptWard } from '../../kit/clients/kept-ward.ts'
import { startAgent } from '../../kit/processes/everbearer-process.ts'
import { fileHome } from '../../kit/processes/file-home.ts'
import { type Home, temporaryHome } from '../../kit/processes/temporary-home.ts'
import { until } from '../../kit/processes/until.ts'

describe.each(LANGUAGES)('the client for %s', (language) => {
  it('outlives the keeper: killed while it renews, and followed by another', async () => {
    const { home, server, agent } = await keptWard({ tokenLateMs: 60_000, lifeSeconds: 3_600 }, await fileHome())
    // A program waits for some seconds, in which a busy machine may start none.
    await startAgent(home).ready()
    const program = startClient(language, home)
    const before = server.issued()
    const waiting = program.call('token', 'ward')
    await until('the renewal', async () => (await program.call('connection', 'ward')).state === 'renewing')
    server.settings.tokenLateMs = 0
    agent.kill('SIGKILL')
    expect(await waiting).toMatchObject({ token: expect.stringContaining('of-this-server') })
    expect(server.issued()).toBeGreaterThan(before)
    expect(await program.call('token', 'ward')).toMatchObject({ name: 'ward' })
  })

  it('tells a keeper that stands still from one that is busy', async () => {
    const { home, agent, server } = await keptWard({ tokenLateMs: 4_000 })
    const program = startClient(language, home)
    // Longer than it takes to ask whether anybody is there.
    expect(await program.call('token', 'ward')).toMatchObject({ token: server.tokens().at(-1) })
    agent.kill('SIGSTOP')
    onTestFinished(() => agent.kill('SIGCONT'))
    expect(await failing(program.call('token', 'ward'))).toMatchObject({
      code: 'keeper_unresponsive',
      next: expect.stringContaining('suspended'),
    })
    agent.kill('SIGCONT')
    expect(await until('it answers again', () => program.call('token', 'ward'))).toMatchObject({ name: 'ward' })
  })

  it('says at once that nobody keeps, and has an agent started where it may', async () => {
    const home = await fileHome()
    const server = await startApiServer()
    await addWard(home, server)
    const program = startClient(language, home)
    const nobody = { code: 'keeper_absent', status: null, next: expect.stringContaining('everbearer agent') }
    expect(await failing(program.call('token', 'ward'))).toMatchObject(nobody)

    const starting = startClient(language, home, { start: true, path: inPath(home)['PATH'] ?? '' })
    const tokens = await Promise.all([starting.call('token', 'ward'), starting.call('token', 'ward', '2m')])
    onTestFinished(() => endKeeper(home))
    expect(tokens).toMatchObject([{ name: 'ward' }, { name: 'ward' }])
    expect(await program.call('token', 'ward')).toMatchObject({ name: 'ward' })
  })

  it('finds the keeper of a state folder with a long path', async () => {
    const short = temporaryHome({ EVERBEARER_VAULT: 'memory' })
    const home = { ...short, path: join(short.base, 'a-folder-with-a-long-name'.repeat(5)) }
    const server = await startApiServer()
    await startAgent(home).ready()
    await addWard(home, server)
    expect(existsSync(join(home.path, 'keeper.sock'))).toBe(false)
    expect(await startClient(language, home).call('token', 'ward')).toMatchObject({ name: 'ward' })
  })

  it('says that the vault is not open', async () => {
    const { home, agent } = await keptWard({}, await fileHome())
    agent.kill()
    await agent.exited
    await startAgent({ ...home, env: { EVERBEARER_VAULT: 'file' } }).ready()
    const program = startClient(language, home)
    expect(await failing(program.call('token', 'ward'))).toMatchObject({ code: 'passphrase_needed', status: 423 })
  })
})

/**
 * One that a client has started belongs to nobody here; its lock says which process it is. Two calls at once may have
 * started two: the other one waits its turn, and has the lock as soon as the first has ended.
 */
async function endKeeper(home: Home): Promise<void> {
  const holder = () => Number(readFileSync(join(home.path, 'keeper.lock'), 'utf8').trim())
  await until('the end of all that keep', async () => {
    const pid = holder()
    if (isAlive(pid)) process.kill(pid, 'SIGTERM')
    else await pause(2_000)
    return !isAlive(holder())
  })
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
