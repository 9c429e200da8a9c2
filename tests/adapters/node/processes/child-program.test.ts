import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { until } from '../../../kit/processes/until.ts'

/** The program is run by a process of its own here, since it hands on that process's streams and signals. */
const root = resolve(import.meta.dirname, '..', '..', '..', '..')
const source = join(root, 'electron', 'adapters', 'node', 'processes', 'child-program.ts')

/** `at` is code for what stands at each `@` of the environment: what is long or odd would fit into no argument of ours. */
function runner(
  program: string,
  args: readonly string[],
  env: Record<string, string> = {},
  at = "''",
  own: Record<string, string> = {},
) {
  const code = `
    import { runForeignProgram } from ${JSON.stringify(source)}
    try {
      process.exitCode = await runForeignProgram(${JSON.stringify(program)}, ${JSON.stringify(args)}, ${JSON.stringify(env).replaceAll('"@"', at)})
    } catch (thrown) {
      console.log(JSON.stringify(thrown.fault ?? String(thrown)))
    }`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    env: {
      PATH: process.env['PATH'],
      EVERBEARER_PASSPHRASE: 'open sesame',
      Everbearer_Passphrase_File: '/x',
      KEPT: 'yes',
      ...own,
    },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const output = { stdout: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text
  })
  const ended = new Promise<number | null>((done) => child.once('close', done))
  return { child, output, ended }
}

describe('a program run for somebody', () => {
  it.skipIf(process.platform === 'win32')('outlives a hangup under nohup, and not else', async () => {
    const hangUp = ['-c', 'kill -HUP $$; exit 7']
    expect(await runner('sh', hangUp, {}, "''", { _: '/usr/bin/nohup' }).ended).toBe(7)
    expect(await runner('sh', hangUp).ended).toBe(129)
  })

  it('gets our environment, less what opens the vault, and what is added', async () => {
    const { output, ended } = runner('env', [], { EVERBEARER_TOKEN: 'the-token' })
    expect(await ended).toBe(0)
    expect(output.stdout).toMatch(/^EVERBEARER_TOKEN=the-token$/m)
    expect(output.stdout).toMatch(/^KEPT=yes$/m)
    expect(output.stdout).not.toMatch(/passphrase|sesame/i)
  })

  it.each([
    [`'x'.repeat(200_000)`, 'environment_too_large'],
    [`'a\\0b'`, 'invalid_environment'],
  ])('is not started with a token that no environment can hold: %s', async (token, code) => {
    const { output, ended } = runner('env', [], { EVERBEARER_TOKEN: '@' }, token)
    expect(await ended).toBe(0)
    expect(JSON.parse(output.stdout)).toEqual({ code, params: {} })
  })

  it.each([
    [['-c', 'exit 7'], 7],
    [['-c', 'kill -TERM $$'], 143],
  ])('passes on how it ended: sh %j is %i', async (args, code) => {
    expect(await runner('sh', args).ended).toBe(code)
  })

  it('is sent the signals that are meant for it, and is waited for', async () => {
    const { child, output, ended } = runner('sh', [
      '-c',
      'trap "echo told; exit 9" TERM; echo ready; while :; do sleep 0.05; done',
    ])
    await until('the program', () => output.stdout.includes('ready'))
    child.kill('SIGTERM')
    expect(await ended).toBe(9)
    expect(output.stdout).toContain('told')
  })

  it.each([
    ['no-such-program-anywhere', 'command_not_found', { command: 'no-such-program-anywhere' }],
    ['/dev/null', 'command_not_executable', { command: '/dev/null' }],
    [`eyJ${'x'.repeat(40)}`, 'command_not_found', {}],
  ])('that is not there, or cannot be run, is a fault: %s', async (program, code, params) => {
    // Of a path with a folder that this user may not look into the system says that nothing there may be run.
    const path = process.platform === 'win32' ? {} : { PATH: '/usr/bin:/bin' }
    const { output, ended } = runner(program, [], {}, "''", path)
    await ended
    expect(JSON.parse(output.stdout)).toEqual({ code, params })
  })
})
