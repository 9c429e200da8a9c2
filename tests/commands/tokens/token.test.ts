import { describe, expect, it } from 'vitest'
import { FaultError, fault } from '../../../shared/fault.ts'
import { run } from '../run.ts'
import { answer, HOUR, iso } from '../scripted-answers.ts'
import { ScriptedBridge } from '../scripted-bridge.ts'

describe('token', () => {
  it.each([
    [[], 'the-token\n'],
    [['--header'], 'Authorization: Bearer the-token\n'],
    [
      ['--kubectl'],
      `{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"the-token","expirationTimestamp":"${iso(HOUR)}"}}\n`,
    ],
  ])('%j prints that and nothing else', async (options, printed) => {
    const bridge = new ScriptedBridge({ 'connections.token': answer })
    expect(await run(['token', 'ward-3', ...options], { bridge })).toEqual({ code: 0, stdout: printed, stderr: '' })
    expect(bridge.calls).toEqual([{ name: 'connections.token', input: { name: 'ward-3' } }])
  })

  it('gives JSON with exactly these fields', async () => {
    const bridge = new ScriptedBridge({ 'connections.token': answer })
    const { clientId: _id, endpoints: _paths, maxRetries: _tries, ...printed } = answer
    expect(JSON.parse((await run(['token', 'ward-3', '--json'], { bridge })).stdout)).toEqual(printed)
  })

  it('has the ID token in its JSON where there is one', async () => {
    const idToken = { token: 'of-ada', expiresAt: iso(HOUR) }
    const bridge = new ScriptedBridge({ 'connections.token': { ...answer, idToken } })
    const { stdout } = await run(['token', 'ward-3', '--json'], { bridge })
    expect(JSON.parse(stdout)).toMatchObject({ token: 'the-token', idToken: 'of-ada', idTokenExpiresAt: iso(HOUR) })
  })

  it.each([['token'], ['token', '--json'], ['exec']])('%j says that nobody knows the end', async (...words) => {
    const warning = fault('end_unknown', { name: 'ward-3' })
    const bridge = new ScriptedBridge({ 'connections.token': { ...answer, expiresAt: null, warning } })
    const [command = '', ...options] = words
    const { stdout, stderr } = await run([command, ...options, 'ward-3', ...(command === 'exec' ? ['x'] : [])], {
      bridge,
      runProgram: async () => 0,
    })
    expect(stderr).toMatch(
      /^everbearer: warning: end_unknown: Nobody has said when this token ends.+ Next: .+ward-3.+\n$/,
    )
    const said = { ...warning, message: expect.stringContaining('Nobody'), next: expect.stringContaining('ward-3') }
    if (words.includes('--json')) expect(JSON.parse(stdout)).toMatchObject({ expiresAt: null, warning: said })
  })

  it('refuses a header that the server would not read, and says where it reads the token', async () => {
    const bridge = new ScriptedBridge({ 'connections.token': { ...answer, parameter: 'accessTokenId' } })
    const { code, stdout, stderr } = await run(['token', 'ward-3', '--header'], { bridge })
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^everbearer: header_not_read: .*accessTokenId.* Next: .*everbearer token ward-3/)
    expect((await run(['token', 'ward-3'], { bridge })).stdout).toBe('the-token\n')
    const json = (await run(['token', 'ward-3', '--json'], { bridge })).stdout
    expect(JSON.parse(json)).toMatchObject({ parameter: 'accessTokenId' })
  })

  it.each(['--header', '--kubectl'])('makes no %s of a type that it does not understand', async (form) => {
    const warning = fault('token_type_unknown', { name: 'ward-3', type: 'DPoP' })
    const bridge = new ScriptedBridge({ 'connections.token': { ...answer, tokenType: 'DPoP', warning } })
    const { code, stdout, stderr } = await run(['token', 'ward-3', form], { bridge })
    expect([code, stdout]).toEqual([4, ''])
    expect(stderr).toMatch(/^everbearer: token_type_unknown: .*ward-3.*\(DPoP\).* Next: /)
    // By itself, or with its type beside it, it is the caller's to judge.
    const bare = await run(['token', 'ward-3'], { bridge })
    expect(bare).toMatchObject({ code: 0, stdout: 'the-token\n' })
    expect(bare.stderr).toMatch(/^everbearer: warning: token_type_unknown: /)
    expect(JSON.parse((await run(['token', 'ward-3', '--json'], { bridge })).stdout)).toMatchObject({
      tokenType: 'DPoP',
      warning,
    })
  })

  it('asks for the life that the caller needs and warns when there is less', async () => {
    const warning = fault('shorter_life', { name: 'ward-3', seconds: 300 })
    const bridge = new ScriptedBridge({ 'connections.token': { ...answer, warning } })
    const { code, stdout, stderr } = await run(['token', '--min-ttl', '10m', 'ward-3'], { bridge })
    expect(bridge.calls[0]?.input).toEqual({ name: 'ward-3', minTtlMs: 600_000 })
    expect([code, stdout]).toEqual([0, 'the-token\n'])
    expect(stderr).toBe(
      'everbearer: warning: shorter_life: The token is valid for 5 min only, which is less than was asked for. Next: Use it soon, and ask again before a long task; the server gives no more.\n',
    )
  })

  it('exec hands it to the command’s environment alone, after the bridge is closed', async () => {
    const bridge = new ScriptedBridge({ 'connections.token': answer })
    const ran: unknown[] = []
    const runProgram = async (...all: unknown[]) => ran.push([...all, bridge.closed])
    const { code } = await run(['exec', 'ward-3', '--', 'curl', '--min-ttl', 'x', '--', '-h'], { bridge, runProgram })
    expect(code).toBe(1)
    const env = {
      EVERBEARER_TOKEN: 'the-token',
      EVERBEARER_TOKEN_GENERATION: '4',
      EVERBEARER_TOKEN_UNTIL: iso(HOUR / 2),
      EVERBEARER_BASE_URL: 'https://draw.example',
    }
    expect(ran).toEqual([['curl', ['--min-ttl', 'x', '--', '-h'], env, 1]])
  })

  it('exec tells that the token is worked with, for as long as the command runs', async () => {
    const bridge = new ScriptedBridge({ 'connections.token': answer })
    const order: string[] = []
    const tellInUse = async (name: string) => {
      order.push(`${name} in use`)
      return () => void order.push('no more')
    }
    const runProgram = async () => {
      order.push('runs')
      throw new FaultError(fault('command_not_found'))
    }
    await run(['exec', 'ward-3', 'absent'], { bridge, runProgram, tellInUse })
    expect(order).toEqual(['ward-3 in use', 'runs', 'no more'])
  })

  it.each([
    ['command_not_found', 127],
    ['command_not_executable', 126],
    ['environment_too_large', 2],
  ] as const)('exec answers %s with %i, as shells do', async (code, exit) => {
    const bridge = new ScriptedBridge({ 'connections.token': answer })
    const runProgram = async () => {
      throw new FaultError(fault(code))
    }
    const ran = await run(['exec', 'ward-3', 'absent'], { bridge, runProgram })
    expect(ran.code).toBe(exit)
    expect(ran.stderr).toContain(`everbearer: ${code}: `)
  })

  it.each<[string[], number | undefined, unknown[]]>([
    [['--min-ttl', '1h', 'ward-3', '--', './x', '--min-ttl', '5m'], 3_600_000, ['./x', ['--min-ttl', '5m']]],
    [['ward-3', '--min-ttl', '1h', '--', './x', '--', '-h'], 3_600_000, ['./x', ['--', '-h']]],
    [['ward-3', '--min-ttl=1h', './x', '--min-ttl', '5m'], 3_600_000, ['./x', ['--min-ttl', '5m']]],
    [['ward-3', './x', '--min-ttl', '1h'], undefined, ['./x', ['--min-ttl', '1h']]],
    [['ward-3', '--', '--min-ttl', '1h'], undefined, ['--min-ttl', ['1h']]],
  ])('exec %j', async (words, minTtlMs, program) => {
    const bridge = new ScriptedBridge({ 'connections.token': answer })
    const ran: unknown[] = []
    const runProgram = async (...[name, args]: unknown[]) => {
      ran.push(name, args)
      return 0
    }
    expect((await run(['exec', ...words], { bridge, runProgram })).code).toBe(0)
    expect(bridge.calls[0]?.input).toEqual({ name: 'ward-3', ...(minTtlMs === undefined ? {} : { minTtlMs }) })
    expect(ran).toEqual(program)
  })

  it.each([
    [['ward-3', '--min-ttl'], 'An option lacks its value'],
    [['ward-3', '--min-ttl', '--', './x'], 'An option lacks its value'],
    [['ward-3', '--min-ttl', 'soon', '--', './x'], '--min-ttl is not followed by a length of time'],
    [['ward-3', '--json', '--', './x'], 'no such option'],
    [['ward-3', '--min-ttl', '1h'], 'command'],
  ])('exec %j is refused, and nothing is run', async (words, said) => {
    const bridge = new ScriptedBridge({})
    const { code, stderr } = await run(['exec', ...words], { bridge })
    expect([code, bridge.calls]).toEqual([2, []])
    expect(stderr).toContain(said)
  })

  it('exec gives the exit code of the command', async () => {
    const bridge = new ScriptedBridge({ 'connections.token': answer })
    expect((await run(['exec', 'ward-3', 'false'], { bridge, runProgram: async () => 77 })).code).toBe(77)
  })
})
