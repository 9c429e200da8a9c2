/** The keychain library in its own process, under the built command line: whatever it does, a command ends, and it with it. */
import { describe, expect, test } from 'vitest'
import { blockingKeychain } from '../../kit/keyrings/blocking-keychain.ts'
import { everbearer, startAgent, startEverbearer } from '../../kit/processes/everbearer-process.ts'
import { temporaryHome } from '../../kit/processes/temporary-home.ts'
import { until } from '../../kit/processes/until.ts'

const entry = {
  name: 'one',
  system: 'crafter',
  settings: { baseUrl: 'https://crafter.example/crafter-profile/', expiresAt: '2099-01-01T00:00:00Z' },
  secrets: { accessToken: 'token-of-one' },
}

/** A connection in it, and nobody keeping. */
async function kept() {
  const keychain = blockingKeychain()
  const home = temporaryHome(keychain.env)
  const run = (args: readonly string[], stdin = '') => everbearer(home, args, { program: keychain.program, stdin })
  expect(await run(['add', '--from', '-'], JSON.stringify(entry))).toMatchObject({ code: 0, stderr: '' })
  expect((await run(['token', 'one'])).stdout).toBe('token-of-one\n')
  expect(keychain.processes()).toEqual([])
  return { keychain, home, run }
}

// Where /proc tells which processes there are, and a named pipe blocks whoever opens it.
describe.runIf(process.platform === 'linux')('a keychain that blocks', () => {
  test.each([[['list']], [['token', 'one']]])('%s ends, and leaves nothing', async (args) => {
    const { keychain, run } = await kept()
    keychain.block()
    const { code, stderr } = await run(args)
    if (args[0] === 'token') expect([code, stderr]).toEqual([6, expect.stringContaining('vault_stalled')])
    await until('the process to be gone', () => keychain.processes().length === 0)
  })

  test.each(['SIGINT', 'SIGTERM'] as const)('%s ends a command that waits for a person', async (signal) => {
    const { keychain, home } = await kept()
    keychain.block()
    const unlocking = startEverbearer(home, ['vault', 'unlock'], { program: keychain.program })
    await until('the library to be asked', () => keychain.processes().length > 0)
    const ended = unlocking.exited.then(() => true)
    unlocking.kill(signal)
    // A person would be waited for much longer.
    expect(await until('its end', () => ended)).toBe(true)
    await until('the process to be gone', () => keychain.processes().length === 0)
  })

  test('a keeper that is killed in the middle of a call takes its process with it', async () => {
    const { keychain, home } = await kept()
    keychain.block()
    const agent = startAgent(home, { program: keychain.program })
    await until('the library to be asked', () => keychain.processes().length > 0)
    agent.kill('SIGKILL')
    await until('the process to be gone', () => keychain.processes().length === 0)
  })

  test('a person who answers late is in time for a keeper, whose process is there only while it is needed', async () => {
    const { keychain, home, run } = await kept()
    keychain.block()
    const agent = startAgent(home, { program: keychain.program })
    await agent.ready()
    expect(await run(['token', 'one'])).toMatchObject({ code: 6 })
    expect(keychain.processes()).toHaveLength(1)
    keychain.release()
    await until('the token', async () => (await run(['token', 'one'])).stdout === 'token-of-one\n')
    await until('the process to be gone', () => keychain.processes().length === 0)
  })
})
