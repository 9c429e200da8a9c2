/** The agent as a person or a service manager runs it: what it says, how it ends, and what others hear of it. */
import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { everbearer, productNode, startAgent } from '../kit/processes/everbearer-process.ts'
import { environmentOf, temporaryHome } from '../kit/processes/temporary-home.ts'
import { until } from '../kit/processes/until.ts'

const cli = resolve(import.meta.dirname, '..', '..', 'dist', 'cli.js')
const memory = () => temporaryHome({ EVERBEARER_VAULT: 'memory' })
const KEEPING = 'everbearer agent: keeping all connections (0), vault: memory'

describe('an agent', () => {
  it('says what it keeps; a second one stands by, says so, and takes over', async () => {
    const home = memory()
    const first = startAgent(home)
    expect(await first.ready()).toBe(KEEPING)
    const second = startAgent(home)
    expect(await second.ready()).toBe(
      `everbearer agent: standing by: the tokens are kept by agent (process ${first.pid})`,
    )
    first.kill('SIGKILL')
    await until('the take-over', () => second.stdout().includes(KEEPING))
    second.kill('SIGTERM')
    expect(await second.exited).toEqual({ code: 0, signal: null })
    expect([second.stderr(), first.stderr()]).toEqual(['', ''])
  })

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('ends in good order on %s', async (signal) => {
    const home = memory()
    const agent = startAgent(home)
    await agent.ready()
    agent.kill(signal)
    expect(await agent.exited).toEqual({ code: 0, signal: null })
    expect(await everbearer(home, ['journal', '--json'])).toMatchObject({ code: 0 })
  })

  it('goes on when whoever read its output is gone', async () => {
    const home = memory()
    const first = startAgent(home)
    await first.ready()
    const child = spawn(productNode, [cli, 'agent'], { env: environmentOf(home), stdio: ['ignore', 'pipe', 'pipe'] })
    onTestFinished(() => void child.kill('SIGKILL'))
    await new Promise((heard) => child.stdout.once('data', heard))
    child.stdout.destroy()
    child.stderr.destroy()
    first.kill('SIGKILL')
    await first.exited
    const status = async () => (await everbearer(home, ['vault', 'status', '--json'])).code
    expect(await status()).toBe(0)
    const lock = await until('the lock to be its own', async () => {
      const { stdout } = await everbearer(home, ['doctor', '--json'])
      return stdout.includes(`"pid": ${child.pid}`)
    })
    expect(lock).toBe(true)
    expect(child.exitCode).toBeNull()
  })

  it('that cannot know which vault to take says so, and goes on once somebody has chosen', async () => {
    const home = temporaryHome({ DBUS_SESSION_BUS_ADDRESS: `unix:path=${join('/nowhere', 'bus')}` })
    const agent = startAgent(home)
    expect(await agent.ready()).toMatch(/^everbearer agent: waiting for a vault\. No keychain answers .+ Next: .+\.$/)
    const token = await everbearer(home, ['token', 'ward'])
    expect(token).toMatchObject({ code: 6, stdout: '', stderr: expect.stringContaining('vault_choice_needed') })
    const moved = await everbearer(home, ['vault', 'move', 'file'], { stdin: 'nobody else has this one\n' })
    expect(moved).toMatchObject({ code: 0, stderr: '' })
    await until('the agent to say so', () => agent.stdout().includes('keeping all connections (0), vault: file\n'))
    expect(await everbearer(home, ['token', 'ward'])).toMatchObject({ code: 3 })
  })
})

describe('a keeper that is stopped', () => {
  it('is called unresponsive by every command, and never replaced', async () => {
    const home = memory()
    const agent = startAgent(home)
    await agent.ready()
    agent.kill('SIGSTOP')
    const late = await Promise.all([
      everbearer(home, ['list']),
      everbearer(home, ['token', 'ward']),
      everbearer(home, ['agent']),
    ])
    for (const { code, stderr } of late) {
      expect(code).toBe(5)
      expect(stderr).toMatch(new RegExp(`^everbearer: keeper_unresponsive: .*process ${agent.pid}.* Next: .+\n$`))
    }
    agent.kill('SIGCONT')
    await until('it to answer again', async () => (await everbearer(home, ['list'])).code === 0)
  })
})
