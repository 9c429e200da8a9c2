import { describe, expect, it } from 'vitest'
import type { TestResult } from '../../../shared/api/contract/contract.ts'
import { fault } from '../../../shared/fault.ts'
import { run } from '../run.ts'
import { iso } from '../scripted-answers.ts'
import { ScriptedBridge } from '../scripted-bridge.ts'

describe('test', () => {
  const result = {
    at: iso(0),
    reached: 'yes',
    tokenAccepted: 'yes',
    canRenew: 'unknown',
    fault: null,
    steps: [{ name: 'health', url: 'https://draw.example/api/health/', status: 200, tookMs: 31, fault: null }],
  } as const

  it('says what was proved and what was not', async () => {
    const bridge = new ScriptedBridge({ 'connections.test': { ...result, steps: [...result.steps] } })
    const { code, stdout } = await run(['test', 'ward-3'], { bridge })
    expect(code).toBe(0)
    expect(stdout).toBe(
      [
        '✓ The server was reached.',
        '✓ It accepts the access token.',
        '? Whether the token can be renewed was not tried, since trying would spend the refresh token.',
        '    Health, with the token  status 200  31 ms  https://draw.example/api/health/',
        '',
      ].join('\n'),
    )
  })

  it('ends with the code of what is wrong, also with --json', async () => {
    const bad = { ...result, steps: [], tokenAccepted: 'no' as const, fault: fault('token_rejected', { status: 401 }) }
    const bridge = new ScriptedBridge({ 'connections.test': bad })
    const { code, stdout, stderr } = await run(['test', 'ward-3', '--json'], { bridge })
    expect(code).toBe(4)
    const message = 'The server does not accept the access token (status 401).'
    const next = expect.stringContaining('Run "everbearer refresh ward-3"')
    expect(JSON.parse(stdout)).toEqual({ ...bad, fault: { ...bad.fault, message, next } })
    expect(stderr).toMatch(
      /^everbearer: token_rejected: The server does not accept the access token \(status 401\)\. Next: Run "everbearer refresh ward-3"/,
    )
  })
})

describe('test, where something else answers', () => {
  const met = { at: iso(0), reached: 'no', tokenAccepted: 'unknown', canRenew: 'unknown' } as const
  it.each([
    [fault('not_its_answer', { status: 200 }), '✗ An answer came, but not the one that this server gives.'],
    [fault('timed_out', { detail: 'ETIMEDOUT' }), '✗ The server was not reached.'],
  ])('after %j says so', async (trouble, said) => {
    const bridge = new ScriptedBridge({ 'connections.test': { ...met, steps: [], fault: trouble } })
    expect((await run(['test', 'ward-3'], { bridge })).stdout).toContain(said)
  })
})

describe('test, and what its exit code says', () => {
  const well = { at: iso(0), reached: 'yes', tokenAccepted: 'yes', canRenew: 'yes', fault: null } as const
  const outcome = async (result: Partial<TestResult>) => {
    const bridge = new ScriptedBridge({ 'connections.test': { ...well, steps: [], ...result } })
    return run(['test', 'ward-3'], { bridge })
  }

  it('a good token that cannot renew itself is well', async () => {
    const { code, stdout, stderr } = await outcome({ canRenew: 'no' })
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain('– The token cannot be renewed.')
    expect(stdout).not.toContain('✗')
  })

  it.each<[Partial<TestResult>]>([
    [{ tokenAccepted: 'no' }],
    [{ reached: 'no', tokenAccepted: 'unknown' }],
    [{ canRenew: 'no', fault: fault('invalid_grant') }],
    [{ tokenAccepted: 'unknown', fault: fault('sign_in_needed') }],
  ])('one that failed never says nothing: %j', async (result) => {
    const { code, stderr } = await outcome(result)
    expect(code).toBe(4)
    expect(stderr).toMatch(/^everbearer: \w+: .+ Next: .+/)
  })
})
