import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DEFAULT_PREFERENCES } from '../../electron/core/preferences.ts'
import type { TestResult } from '../../shared/api/contract/contract.ts'
import type { JournalEntry } from '../../shared/connections/journal.ts'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { type Fault, FaultError, fault } from '../../shared/fault.ts'
import { Secret } from '../../shared/secret.ts'
import { until } from '../kit/processes/until.ts'
import { viewWith } from '../kit/view.ts'
import { memoryTerminal, NOW } from './memory-terminal.ts'
import { run } from './run.ts'
import { ScriptedBridge } from './scripted-bridge.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const iso = (ms: number) => new Date(NOW + ms).toISOString()
const status = {
  version: '9.8.7',
  commit: 'unknown',
  pid: 1,
  since: iso(-DAY),
  host: 'agent',
  vault: { kind: 'keychain', condition: 'open', connections: 1 },
  nextRenewalAt: null,
} as const

const life: Partial<ConnectionView> = {
  issuedAt: iso(-HOUR),
  expiresAt: iso(30 * DAY - HOUR),
  refreshAt: iso(27 * DAY),
}
const renewed: ConnectionView['lastRefresh'] = {
  at: iso(-2 * HOUR),
  tookMs: 412,
  outcome: 'renewed',
  rotated: true,
  fault: null,
}

function listing(...views: ConnectionView[]): ScriptedBridge {
  return new ScriptedBridge({ 'connections.list': views, 'keeper.status': status })
}

describe('list', () => {
  it('says once that the vault is locked, and of when it knows what it shows', async () => {
    const trouble = fault('vault_locked')
    const shut = (name: string) => viewWith({ ...life, name, state: 'unknown', fault: trouble, renewable: true })
    const lastKnown = { connections: 3, at: iso(-HOUR) }
    const vault = { kind: 'keychain', condition: 'locked', connections: null, lastKnown } as const
    const calls = { 'connections.list': ['a', 'b', 'c'].map(shut), 'keeper.status': { ...status, vault } }
    const { code, stdout } = await run(['list'], { bridge: new ScriptedBridge(calls) })
    expect(code).toBe(0)
    expect(stdout.match(/Locked: 3 connections, last known /g)).toHaveLength(1)
    expect(stdout.match(/vault unlock/g)).toHaveLength(1)
    expect(stdout).not.toMatch(/cannot renew itself|need you|of 3/)
    // Nothing is known of what they hold: neither that they have no token, nor that none was ever renewed.
    const unread = { ...calls, 'connections.list': [{ ...shut('a'), expiresAt: null, issuedAt: null }] }
    const blind = await run(['list'], { bridge: new ScriptedBridge(unread) })
    expect(blind.stdout).not.toMatch(/no token yet|none yet/)
    const asJson = await run(['list', '--json'], { bridge: new ScriptedBridge(calls) })
    expect(JSON.parse(asJson.stdout)).toMatchObject({ locked: lastKnown, connections: [{}, {}, {}] })
  })

  it('says calmly that no vault is chosen yet', async () => {
    const vault = { kind: 'none', condition: 'unchosen', why: 'vault_missing', connections: null } as const
    const bridge = new ScriptedBridge({ 'connections.list': [], 'keeper.status': { ...status, vault } })
    const { code, stdout, stderr } = await run(['list'], { bridge })
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain('There are no connections yet.\n')
    expect(stdout).toContain('"everbearer vault move file"')
  })

  it('is a calm table with a mark, the time left in words and the last renewal', async () => {
    const bridge = listing(
      viewWith({ ...life, name: 'draw-ward-3', lastRefresh: renewed }),
      viewWith({
        name: 'billing',
        system: 'oauth2',
        state: 'needs-person',
        issuedAt: iso(-DAY),
        expiresAt: iso(-3 * HOUR),
        fault: fault('invalid_grant', { status: 400 }),
        lastRefresh: { ...renewed, outcome: 'refused' },
      }),
    )
    const { code, stdout, stderr } = await run(['list'], { bridge })
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toBe(
      [
        'NAME         SYSTEM     STATE        TIME LEFT                        LAST RENEWAL',
        'billing      OAuth 2.0  ! needs you  expired 3 h ago                  refused 2 h ago',
        'draw-ward-3  DRAW       ● valid      valid 29 d 23 h, renews in 27 d  2 h ago',
        '',
        'billing:',
        '  The server no longer accepts this refresh token (status 400): it has ended, or was replaced after',
        '  this copy was saved. Next: Get a new one from the server, then save it with "everbearer edit',
        '  billing --from FILE".',
        '',
        '2 in all, 1 not valid.',
        '',
      ].join('\n'),
    )
  })

  it('says what to do where there is nothing yet', async () => {
    const { stdout } = await run(['list'], { bridge: listing() })
    expect(stdout).toContain('There are no connections yet.')
    expect(stdout).toContain('everbearer add --from FILE')
  })

  it('uses colours only where they are welcome, and never as the only sign', async () => {
    const bridge = () => listing(viewWith({ ...life }))
    const plain = await run(['list'], { bridge: bridge(), terminal: memoryTerminal({ interactive: true }) })
    const coloured = await run(['list'], {
      bridge: bridge(),
      terminal: memoryTerminal({ interactive: true, colours: true }),
    })
    expect(plain.stdout).not.toContain('\u001b')
    expect(coloured.stdout).toContain('\u001b[32m● valid\u001b[0m')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a colour begins with the escape character
    expect(coloured.stdout.replace(/\u001b\[\d*m/g, '')).toBe(plain.stdout)
  })

  it('leaves out columns before a line breaks on a narrow terminal', async () => {
    const terminal = memoryTerminal({ interactive: true, columns: 58 })
    const { stdout } = await run(['list'], { bridge: listing(viewWith({ ...life })), terminal })
    expect(stdout.split('\n')[0]).toBe('NAME         STATE    TIME LEFT')
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(58)
  })

  it('gives one JSON object with the views', async () => {
    const view = viewWith({ ...life })
    const { stdout } = await run(['list', '--json'], { bridge: listing(view) })
    expect(JSON.parse(stdout)).toEqual({ connections: [view] })
  })
})

describe('show', () => {
  const view = viewWith({
    ...life,
    expirySource: 'expires_in',
    lastRefresh: renewed,
    urls: { refresh: 'https://draw.example/api/token/refresh/' },
    clockOffset: 45_000,
    secrets: {
      accessToken: { present: true, since: iso(0), validUntil: iso(30 * DAY), fingerprint: 'ab12cd34' },
      refreshToken: { present: false, since: null, validUntil: null, fingerprint: null },
    },
  })

  it('is a page with everything but the secrets', async () => {
    const { stdout } = await run(['show', 'draw-ward-3'], { bridge: new ScriptedBridge({ 'connections.get': view }) })
    expect(stdout.split('\n')[0]).toBe('draw-ward-3  ● valid 29 d 23 h, renews in 27 d')
    for (const line of [
      '  Expires         2026-12-21 08:00:00 (in 29 d 23 h); the server said how long it lives',
      '  Last renewal    2026-11-21 07:00:00 (2 h ago), took 412 ms, with a new refresh token',
      '  Server’s clock  45 s ahead of this computer’s',
      '  Client ID       Institute A',
      '  Access token   kept in the vault, valid until 2026-12-21 09:00:00, fingerprint ab12cd34',
      '  Refresh token  not there',
      '  refresh  https://draw.example/api/token/refresh/',
    ]) {
      expect(stdout.split('\n')).toContain(line)
    }
    expect(stdout).toMatch(/Life {12}├●─+◆─+┤/)
  })

  it('puts what troubles it on top, with the next step', async () => {
    const troubled = {
      ...view,
      state: 'needs-person',
      fault: fault('certificate', { detail: 'CERT_HAS_EXPIRED' }),
    } as const
    const bridge = new ScriptedBridge({ 'connections.get': troubled })
    const { stdout } = await run(['show', 'draw-ward-3'], { bridge })
    expect(stdout.split('\n').slice(2, 4).join(' ')).toMatch(
      /certificate cannot be trusted \(CERT_HAS_EXPIRED\)\. +Next: Check/,
    )
  })

  it('gives the view as JSON', async () => {
    const { stdout } = await run(['show', 'draw-ward-3', '--json'], {
      bridge: new ScriptedBridge({ 'connections.get': view }),
    })
    expect(JSON.parse(stdout)).toEqual(view)
  })
})

const grant = {
  token: 'the-token',
  tokenType: 'Bearer',
  expiresAt: iso(HOUR),
  usableUntil: iso(HOUR / 2),
  generation: 4,
  baseUrl: 'https://draw.example/',
  clientId: 'Institute A',
  endpoints: {},
  maxRetries: 3,
  warning: null,
}

describe('token', () => {
  it.each([
    [[], 'the-token\n'],
    [['--header'], 'Authorization: Bearer the-token\n'],
    [
      ['--kubectl'],
      `{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"the-token","expirationTimestamp":"${iso(HOUR)}"}}\n`,
    ],
  ])('%j prints that and nothing else', async (options, printed) => {
    const bridge = new ScriptedBridge({ 'connections.token': grant })
    expect(await run(['token', 'ward-3', ...options], { bridge })).toEqual({ code: 0, stdout: printed, stderr: '' })
    expect(bridge.calls).toEqual([{ name: 'connections.token', input: { name: 'ward-3' } }])
  })

  it('gives JSON with exactly these fields', async () => {
    const bridge = new ScriptedBridge({ 'connections.token': grant })
    const { clientId: _id, endpoints: _paths, maxRetries: _tries, ...printed } = grant
    expect(JSON.parse((await run(['token', 'ward-3', '--json'], { bridge })).stdout)).toEqual(printed)
  })

  it('has the ID token in its JSON where there is one', async () => {
    const idToken = { token: 'of-ada', expiresAt: iso(HOUR) }
    const bridge = new ScriptedBridge({ 'connections.token': { ...grant, idToken } })
    const { stdout } = await run(['token', 'ward-3', '--json'], { bridge })
    expect(JSON.parse(stdout)).toMatchObject({ token: 'the-token', idToken: 'of-ada', idTokenExpiresAt: iso(HOUR) })
  })

  it.each([['token'], ['token', '--json'], ['exec']])('%j says that nobody knows the end', async (...words) => {
    const warning = fault('end_unknown', { name: 'ward-3' })
    const bridge = new ScriptedBridge({ 'connections.token': { ...grant, expiresAt: null, warning } })
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
    const bridge = new ScriptedBridge({ 'connections.token': { ...grant, parameter: 'accessTokenId' } })
    const { code, stdout, stderr } = await run(['token', 'ward-3', '--header'], { bridge })
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^everbearer: header_not_read: .*accessTokenId.* Next: .*everbearer token ward-3/)
    expect((await run(['token', 'ward-3'], { bridge })).stdout).toBe('the-token\n')
    const json = (await run(['token', 'ward-3', '--json'], { bridge })).stdout
    expect(JSON.parse(json)).toMatchObject({ parameter: 'accessTokenId' })
  })

  it('asks for the life that the caller needs and warns when there is less', async () => {
    const warning = fault('shorter_life', { name: 'ward-3', seconds: 300 })
    const bridge = new ScriptedBridge({ 'connections.token': { ...grant, warning } })
    const { code, stdout, stderr } = await run(['token', '--min-ttl', '10m', 'ward-3'], { bridge })
    expect(bridge.calls[0]?.input).toEqual({ name: 'ward-3', minTtlMs: 600_000 })
    expect([code, stdout]).toEqual([0, 'the-token\n'])
    expect(stderr).toBe(
      'everbearer: warning: shorter_life: The token is valid for 5 min only, which is less than was asked for. Next: Use it soon, and ask again before a long task; the server gives no more.\n',
    )
  })

  it('exec hands it to the command’s environment alone, after the bridge is closed', async () => {
    const bridge = new ScriptedBridge({ 'connections.token': grant })
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
    const bridge = new ScriptedBridge({ 'connections.token': grant })
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
    const bridge = new ScriptedBridge({ 'connections.token': grant })
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
    const bridge = new ScriptedBridge({ 'connections.token': grant })
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
    const bridge = new ScriptedBridge({ 'connections.token': grant })
    expect((await run(['exec', 'ward-3', 'false'], { bridge, runProgram: async () => 77 })).code).toBe(77)
  })
})

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

describe('rejected', () => {
  it('reports the generation that is handed out now, unless it is told another', async () => {
    const view = viewWith({ ...life, name: 'ward-3', generation: 7 })
    const bridge = new ScriptedBridge({ 'connections.get': view, 'connections.rejected': view })
    expect((await run(['rejected', 'ward-3'], { bridge })).code).toBe(0)
    expect((await run(['rejected', 'ward-3', '--generation', '5', '--json'], { bridge })).code).toBe(0)
    expect(bridge.calls.filter(({ name }) => name === 'connections.rejected').map(({ input }) => input)).toEqual([
      { name: 'ward-3', generation: 7 },
      { name: 'ward-3', generation: 5 },
    ])
    expect((await run(['rejected', 'ward-3', '--generation', '-1'], { bridge })).code).toBe(2)
  })

  it('reports a token of one resource or scope apart from the connection’s own', async () => {
    const view = viewWith({ ...life, name: 'ward-3', generation: 7 })
    const bridge = new ScriptedBridge({
      'connections.token': { ...grant, generation: 2 },
      'connections.rejected': view,
    })
    const narrowed = ['--resource', 'https://api.example/', '--scope', 'read']
    const { code, stdout } = await run(['rejected', 'ward-3', ...narrowed], { bridge })
    expect([code, stdout]).toEqual([0, expect.stringMatching(/this token alone/)])
    expect((await run(['rejected', 'ward-3', '--generation', '1', '--scope', 'read'], { bridge })).code).toBe(0)
    expect(bridge.calls).toEqual([
      { name: 'connections.token', input: { name: 'ward-3', resource: 'https://api.example/', scope: 'read' } },
      {
        name: 'connections.rejected',
        input: { name: 'ward-3', generation: 2, resource: 'https://api.example/', scope: 'read' },
      },
      { name: 'connections.rejected', input: { name: 'ward-3', generation: 1, scope: 'read' } },
    ])
  })

  it('ends with 4 where the server itself has said no, and with a warning where nobody knows', async () => {
    const reported = async (state: 'valid' | 'needs-person', trouble: Fault) => {
      const view = viewWith({ ...life, name: 'ward-3', state, fault: { ...trouble, params: {} } })
      const bridge = new ScriptedBridge({ 'connections.get': view, 'connections.rejected': view })
      return run(['rejected', 'ward-3'], { bridge })
    }
    expect(await reported('needs-person', fault('token_rejected'))).toMatchObject({ code: 4 })
    const unknown = await reported('valid', fault('reported_rejected'))
    expect([unknown.code, unknown.stderr]).toEqual([0, expect.stringContaining('warning: reported_rejected')])
  })
})

const renewedAt = (at: string) => ({ at, tookMs: 300, outcome: 'renewed' as const, rotated: true, fault: null })

describe('commands on one connection', () => {
  it.each([
    ['refresh', 'connections.refresh', 'Renewed draw-ward-3: valid 29 d 23 h, renews in 27 d.'],
    ['pause', 'connections.pause', 'Paused draw-ward-3; its token is no longer renewed.'],
    ['resume', 'connections.resume', 'draw-ward-3 goes on: valid 29 d 23 h, renews in 27 d.'],
  ] as const)('%s', async (command, call, sentence) => {
    const view = viewWith({ ...life, lastRefresh: renewedAt(iso(0)) })
    const bridge = new ScriptedBridge({ [call]: view })
    expect(await run([command, 'draw-ward-3'], { bridge })).toEqual({ code: 0, stdout: `${sentence}\n`, stderr: '' })
    expect(JSON.parse((await run([command, 'draw-ward-3', '--json'], { bridge })).stdout)).toEqual(view)
    expect(bridge.closed).toBe(2)
  })

  it('refresh says "renewed" only of a renewal that was made', async () => {
    const bridge = new ScriptedBridge({
      'connections.refresh': viewWith({ ...life, lastRefresh: renewedAt(iso(-HOUR)) }),
    })
    const { code, stdout } = await run(['refresh', 'draw-ward-3'], { bridge })
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^Newer tokens of draw-ward-3 had come meanwhile/)])
  })

  it('rename', async () => {
    const bridge = new ScriptedBridge({ 'connections.rename': ({ to }) => viewWith({ name: to }) })
    expect((await run(['rename', 'old', 'new'], { bridge })).stdout).toBe('old is now called new.\n')
    expect(bridge.calls[0]?.input).toEqual({ name: 'old', to: 'new' })
  })

  it('remove asks for --yes before it does anything', async () => {
    const bridge = new ScriptedBridge({ 'connections.remove': { undoUntil: null, cutOff: false } })
    const refused = await run(['remove', 'ward-3'], { bridge })
    expect(refused.code).toBe(2)
    expect(refused.stderr).toMatch(/^everbearer: confirm_removal: .*run "everbearer remove ward-3 --yes"\.\n$/)
    expect(bridge.calls).toEqual([])
    expect((await run(['remove', 'ward-3', '--yes'], { bridge })).stdout).toBe('Removed ward-3 and its tokens.\n')
  })

  it('remove says what went with it, and for how long that can be taken back', async () => {
    const bridge = new ScriptedBridge({ 'connections.remove': { undoUntil: '2026-11-21T12:01:00.000Z', cutOff: true } })
    expect((await run(['remove', 'desk', '--yes'], { bridge })).stdout).toBe(
      'Removed desk and its tokens. With it went the only copy of an access token whose replacement was cut off. ' +
        'For a minute "everbearer restore desk" takes that back.\n',
    )
  })
})

describe('journal', () => {
  const entries: JournalEntry[] = [
    { at: NOW - HOUR, event: 'keeper_started', params: { host: 'agent' } },
    { at: NOW, event: 'renewal_failed', connection: 'ward-3', fault: 'offline', params: { tookMs: 30_000 } },
  ]

  it('tells what happened in plain words and local time', async () => {
    const bridge = new ScriptedBridge({ 'journal.read': { entries, unreadable: 2 } })
    const { stdout, stderr } = await run(['journal'], { bridge })
    expect(stdout).toBe(
      [
        '2026-11-21 08:00:00  Everbearer  Everbearer started (agent).',
        '2026-11-21 09:00:00  ward-3      The renewal did not come through; it is tried again. The network cannot be reached.',
        '',
      ].join('\n'),
    )
    expect(stderr).toContain('2 lines of the journal could not be read')
  })

  it('gives times in ISO 8601 UTC as JSON', async () => {
    const bridge = new ScriptedBridge({ 'journal.read': { entries, unreadable: 0 } })
    const { stdout } = await run(['journal', 'ward-3', '--limit', '7', '--json'], { bridge })
    expect(bridge.calls[0]?.input).toEqual({ name: 'ward-3', limit: 7 })
    expect(JSON.parse(stdout).entries[1]).toMatchObject({ at: iso(0), event: 'renewal_failed', fault: 'offline' })
  })

  it('--follow goes on until stopped, and tells nothing twice', async () => {
    const terminal = memoryTerminal()
    const late: JournalEntry = { at: NOW + 1_000, event: 'renewed', connection: 'ward-3', params: { tookMs: 90 } }
    const bridge = new ScriptedBridge({
      'journal.read': () => {
        // Happens while the journal is being read, and is in what was read as well.
        bridge.tell({ notice: 'journal.added', entry: entries[1] as JournalEntry })
        return { entries, unreadable: 0 }
      },
    })
    const running = run(['journal', '--follow'], { bridge, terminal })
    await until('what had happened', () => terminal.stdout.split('\n').length === 3)
    bridge.tell({ notice: 'journal.added', entry: late })
    bridge.tell({ notice: 'keeper.leaving' })
    terminal.stop()
    const { code, stdout } = await running
    expect(code).toBe(0)
    expect(stdout.split('\n')).toHaveLength(4)
    expect(stdout).toContain('2026-11-21 09:00:01  ward-3  Renewed in 90 ms.')
    expect([bridge.listeners, bridge.closed]).toEqual([0, 1])
  })

  it('--follow of one connection leaves the others out', async () => {
    const terminal = memoryTerminal()
    const bridge = new ScriptedBridge({ 'journal.read': { entries: [], unreadable: 0 } })
    const running = run(['journal', 'ward-3', '--follow', '--json'], { bridge, terminal })
    await until('listening', () => bridge.calls.length === 1)
    for (const connection of ['ward-4', 'ward-3'])
      bridge.tell({ notice: 'journal.added', entry: { at: NOW, event: 'paused', connection } })
    terminal.stop()
    expect(JSON.parse((await running).stdout)).toMatchObject({ connection: 'ward-3', at: iso(0), text: 'Paused.' })
  })
})

describe('vault', () => {
  const open = { kind: 'file', condition: 'open', connections: 2 } as const
  const shut = { kind: 'file', condition: 'passphrase-needed', connections: null } as const

  it('status says where secrets are', async () => {
    const bridge = new ScriptedBridge({ 'vault.status': open })
    expect((await run(['vault', 'status'], { bridge })).stdout).toBe(
      'Secrets are kept in an encrypted file: open. 2 connections.\n',
    )
    expect(JSON.parse((await run(['vault', 'status', '--json'], { bridge })).stdout)).toEqual(open)
  })

  it('unlock asks for the passphrase of an encrypted file', async () => {
    const bridge = new ScriptedBridge({ 'vault.status': shut, 'vault.unlock': open, 'keeper.status': status })
    const terminal = memoryTerminal({ typed: ['correct horse'] })
    const { code, stdout, stderr } = await run(['vault', 'unlock'], { bridge, terminal })
    expect([code, stdout, stderr]).toEqual([0, 'The vault is open.\n', ''])
    expect(bridge.calls).toContainEqual({ name: 'vault.unlock', input: { passphrase: 'correct horse' } })
    expect(terminal.asked).toEqual(['Passphrase: '])
  })

  it('unlock takes the passphrase of the variables before asking anybody', async () => {
    const bridge = new ScriptedBridge({ 'vault.status': shut, 'vault.unlock': open, 'keeper.status': status })
    await run(['vault', 'unlock'], { bridge, givenPassphrase: async () => new Secret('from the file') })
    expect(bridge.calls).toContainEqual({ name: 'vault.unlock', input: { passphrase: 'from the file' } })
  })

  it('unlock says when nobody is there to keep it open', async () => {
    const alone = { ...status, pid: process.pid }
    const bridge = new ScriptedBridge({ 'vault.status': shut, 'vault.unlock': open, 'keeper.status': alone })
    const { code, stderr } = await run(['vault', 'unlock'], { bridge, terminal: memoryTerminal({ typed: ['x'] }) })
    expect(code).toBe(0)
    expect(stderr).toContain('it was open for this command only')
  })

  it('unlock without any passphrase says so', async () => {
    const { code, stderr } = await run(['vault', 'unlock'], { bridge: new ScriptedBridge({ 'vault.status': shut }) })
    expect(code).toBe(6)
    expect(stderr).toMatch(/^everbearer: passphrase_needed: /)
  })

  it('unlock lets the keychain ask for itself', async () => {
    const locked = { kind: 'keychain', condition: 'locked', connections: null } as const
    const bridge = new ScriptedBridge({
      'vault.status': locked,
      'vault.unlock': { ...locked, condition: 'open' },
      'keeper.status': status,
    })
    expect((await run(['vault', 'unlock'], { bridge })).code).toBe(0)
    expect(bridge.calls).toContainEqual({ name: 'vault.unlock', input: {} })
  })

  it('unlock asks for the passphrase of a file that is still to be made twice', async () => {
    const shut = { kind: 'file', condition: 'passphrase-needed', why: 'file_new', connections: null } as const
    const bridge = new ScriptedBridge({ 'vault.status': shut, 'vault.unlock': open, 'keeper.status': status })
    const terminal = memoryTerminal({ interactive: true, typed: ['one', 'two', 'three', 'three'] })
    expect((await run(['vault', 'unlock'], { bridge, terminal })).code).toBe(0)
    expect(bridge.calls).toContainEqual({ name: 'vault.unlock', input: { passphrase: 'three' } })
  })

  it('move to a file asks a person twice, and again after a slip', async () => {
    const keychain = { kind: 'keychain', condition: 'open', connections: 2 } as const
    const bridge = new ScriptedBridge({ 'vault.status': keychain, 'vault.move': open })
    const terminal = memoryTerminal({ interactive: true, typed: ['one', 'two', 'three', 'three'] })
    const { code, stdout, stderr } = await run(['vault', 'move', 'file'], { bridge, terminal })
    expect([code, stdout]).toEqual([0, 'All secrets are now in an encrypted file.\n'])
    expect(stderr).toBe('The two were not the same; once more, please.\n')
    expect(bridge.calls.at(-1)?.input).toEqual({ to: 'file', passphrase: 'three' })
  })

  const none = { kind: 'none', condition: 'unchosen', why: 'vault_missing', connections: null } as const

  it('status says calmly that nothing is chosen yet, why, and how to', async () => {
    const { code, stdout, stderr } = await run(['vault', 'status'], {
      bridge: new ScriptedBridge({ 'vault.status': none }),
    })
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^No keychain answers on this computer, .* Next: .*"everbearer vault move file".*\.\n$/)
  })

  it('move from nothing chooses, and never asks for a passphrase that was given', async () => {
    const bridge = new ScriptedBridge({ 'vault.status': none, 'vault.move': { ...open, connections: 0 } })
    const { stdout } = await run(['vault', 'move', 'file'], {
      bridge,
      givenPassphrase: async () => new Secret('from the file'),
    })
    expect(stdout).toBe('From now on secrets are kept in an encrypted file.\n')
    expect(bridge.calls.at(-1)?.input).toEqual({ to: 'file', passphrase: 'from the file' })
  })

  it('move to a file that is there already asks for its passphrase once', async () => {
    const there = { ...none, why: 'file_there' }
    const bridge = new ScriptedBridge({ 'vault.status': there, 'vault.move': open })
    const terminal = memoryTerminal({ interactive: true, typed: ['correct horse'] })
    expect((await run(['vault', 'move', 'file'], { bridge, terminal })).code).toBe(0)
    expect(terminal.asked).toEqual(['Passphrase: '])
  })

  it('memory as the first vault is said to last for this run', async () => {
    const memory = { kind: 'memory', condition: 'open', connections: 0 } as const
    const bridge = new ScriptedBridge({ 'vault.status': none, 'vault.move': memory })
    expect((await run(['vault', 'move', 'memory'], { bridge })).stdout).toMatch(/^Secrets are kept in memory until /)
  })

  it('passphrase takes the present one from the variables, and says that they hold the old one now', async () => {
    const file = new ScriptedBridge({ 'vault.status': open, 'vault.passphrase': {} })
    const terminal = memoryTerminal({ typed: ['longer than before'] })
    const givenPassphrase = async () => new Secret('from the file')
    const { code, stderr } = await run(['vault', 'passphrase'], { bridge: file, terminal, givenPassphrase })
    expect(code).toBe(0)
    expect(stderr).toMatch(/EVERBEARER_PASSPHRASE.* still holds the one before/)
    expect(file.calls.at(-1)?.input).toEqual({ present: 'from the file', next: 'longer than before' })
  })

  it.each([
    [['--yes'], { to: 'memory', confirm: 2 }],
    [[], { to: 'memory' }],
  ])('move to memory %j agrees to the number there is, and to nothing unsaid', async (flags, input) => {
    const keychain = { kind: 'keychain', condition: 'open', connections: 2 } as const
    const bridge = new ScriptedBridge({ 'vault.status': keychain, 'vault.move': { ...keychain, kind: 'memory' } })
    await run(['vault', 'move', 'memory', ...flags], { bridge })
    expect(bridge.calls.at(-1)?.input).toEqual(input)
  })

  it('move to a file agrees for those that there are: whoever typed the passphrase is there', async () => {
    const keychain = { kind: 'keychain', condition: 'locked', connections: null } as const
    const bridge = new ScriptedBridge({
      'vault.status': keychain,
      'vault.move': ({ confirm }) => {
        if (confirm === undefined) throw new FaultError(fault('confirm_file', { count: 3 }))
        return { ...open, connections: confirm }
      },
    })
    const terminal = memoryTerminal({ typed: ['correct horse battery'] })
    expect((await run(['vault', 'move', 'file'], { bridge, terminal })).code).toBe(0)
    expect(bridge.calls.at(-1)?.input).toEqual({ to: 'file', passphrase: 'correct horse battery', confirm: 3 })
  })

  it.each([
    ['add', ['add', '--from', '-']],
    ['import', ['import', '-', '--yes']],
  ])('%s asks for nothing that would be forgotten with this very command', async (_what, words) => {
    const vault = { kind: 'memory', condition: 'open', connections: 0 } as const
    const keeper = { version: '1', commit: '', since: '', host: 'command line', vault, nextRenewalAt: null }
    const ask = async (pid: number) => {
      const bridge = new ScriptedBridge({ 'vault.status': vault, 'keeper.status': { ...keeper, pid } })
      const terminal = memoryTerminal({ files: {}, interactive: true })
      return (await run(words, { bridge, terminal })).stderr
    }
    expect(await ask(process.pid)).toContain('memory_needs_keeper: The vault is memory')
    // Another one keeps: only then is the file looked for.
    expect(await ask(process.pid + 1)).toContain('file_unreadable')
  })

  it('move refuses a vault that there is not', async () => {
    const { code, stderr } = await run(['vault', 'move', 'usb-stick'])
    expect(code).toBe(2)
    expect(stderr).toContain(
      'vault_choice_unknown: There is no such vault: "usb-stick". Next: Choose keychain, file or memory.',
    )
  })

  it('passphrase is for the encrypted file alone', async () => {
    const file = new ScriptedBridge({ 'vault.status': open, 'vault.passphrase': {} })
    const terminal = memoryTerminal({ typed: ['as it is', 'longer than before'] })
    expect((await run(['vault', 'passphrase'], { bridge: file, terminal })).stdout).toBe(
      'The passphrase was changed.\n',
    )
    expect(terminal.asked).toEqual(['Passphrase: ', 'New passphrase: '])
    expect(file.calls.at(-1)?.input).toEqual({ present: 'as it is', next: 'longer than before' })
    const other = new ScriptedBridge({ 'vault.status': { ...open, kind: 'memory' } })
    expect((await run(['vault', 'passphrase'], { bridge: other })).code).toBe(2)
  })
})

describe('settings, systems, doctor, agent, demo', () => {
  const all = DEFAULT_PREFERENCES

  it('settings get', async () => {
    const bridge = new ScriptedBridge({ 'settings.get': all })
    expect((await run(['settings', 'get'], { bridge })).stdout).toMatch(/^backgroundRenewal +true +true renews/)
    expect((await run(['settings', 'get', 'journalEntries'], { bridge })).stdout).toBe('2000\n')
    expect(JSON.parse((await run(['settings', 'get', 'journalEntries', '--json'], { bridge })).stdout)).toEqual({
      journalEntries: 2_000,
    })
    const { code, stderr } = await run(['settings', 'get', 'colour'], { bridge })
    expect(code).toBe(2)
    expect(stderr).toContain(
      'Next: Choose one that "everbearer settings get" shows: backgroundRenewal, journalEntries, consumers.port, consumers.bridge, consumers.address, consumers.certificate, consumers.key.',
    )
  })

  it('settings set', async () => {
    const bridge = new ScriptedBridge({ 'settings.set': { ...all, backgroundRenewal: false } })
    expect((await run(['settings', 'set', 'backgroundRenewal', 'off'], { bridge })).stdout).toBe(
      'backgroundRenewal is now false.\n',
    )
    expect(bridge.calls[0]?.input).toEqual({ key: 'backgroundRenewal', value: 'off' })
  })

  it('settings set consumers.port, by the call that no page may make', async () => {
    const listening = { ...all, 'consumers.port': 4711, at: ['127.0.0.1:4711'], fault: null, certificateEndsAt: null }
    const bridge = new ScriptedBridge({ 'consumers.listen': listening })
    const { stdout } = await run(['settings', 'set', 'consumers.port', '4711'], { bridge })
    expect(stdout).toBe('Consumers come to 127.0.0.1:4711.\n')
    expect(bridge.calls[0]?.input).toEqual({ key: 'consumers.port', value: '4711' })
    const taken = { ...listening, at: [], fault: { code: 'port_taken' as const, params: { port: 4711 } } }
    const other = new ScriptedBridge({ 'consumers.listen': taken })
    const { stdout: said } = await run(['settings', 'set', 'consumers.port', '4711'], { bridge: other })
    expect(said).toMatch(/^everbearer: port_taken: .*4711/)
    const over = { at: ['https://0.0.0.0:8443'], certificateEndsAt: '2027-01-01T00:00:00Z' }
    const tls = new ScriptedBridge({
      'consumers.listen': { ...listening, ...over, 'consumers.address': '0.0.0.0:8443' },
    })
    expect((await run(['settings', 'set', 'consumers.address', '0.0.0.0:8443'], { bridge: tls })).stdout).toBe(
      'Consumers come to https://0.0.0.0:8443.\nThe certificate there counts until 2027-01-01 00:00 UTC.\n',
    )
    // The keeper runs in another folder than whoever types.
    await run(['settings', 'set', 'consumers.key', 'tls/key.pem'], { bridge: tls })
    await run(['settings', 'set', 'consumers.key', 'none'], { bridge: tls })
    expect(tls.calls.slice(1).map(({ input }) => input)).toEqual([
      { key: 'consumers.key', value: join(process.cwd(), 'tls/key.pem') },
      { key: 'consumers.key', value: 'none' },
    ])
  })

  it('consumers', async () => {
    const key = `evb_${'0'.repeat(80)}`
    const bridge = new ScriptedBridge({
      'consumers.add': { name: 'uploader', key, connections: ['ward', 'lab'] },
      'consumers.revoke': {},
      'consumers.list': {
        ...{ port: 0, bridge: '', address: '', at: [], fault: null, certificateEndsAt: null },
        consumers: [{ name: 'uploader', connections: ['ward', 'lab'], createdAt: 'then', lastSeenAt: null }],
      },
    })
    const added = await run(['consumers', 'add', 'uploader', '--for', 'ward, lab'], { bridge })
    expect(added.stdout).toBe(`${key}\n`)
    expect(added.stderr).toContain('opens ward, lab')
    expect(bridge.calls[0]?.input).toEqual({ name: 'uploader', connections: ['ward', 'lab'] })
    const json = await run(['consumers', 'add', 'uploader', '--for', 'ward,lab', '--json'], { bridge })
    expect(JSON.parse(json.stdout)).toEqual({ name: 'uploader', key, connections: ['ward', 'lab'] })
    expect((await run(['consumers', 'list'], { bridge })).stdout).toMatch(
      /^uploader {2}ward, lab {2}never seen\nThe port/,
    )
    expect((await run(['consumers', 'revoke', 'uploader'], { bridge })).stdout).toContain('uploader')
    for (const words of [
      ['add', 'uploader'],
      ['add', 'uploader', '--for', ','],
      ['add', 'Not a name', '--for', 'ward'],
    ])
      expect([words, (await run(['consumers', ...words], { bridge })).code]).toEqual([words, 2])
  })

  it('systems needs no keeper and prints an example that add takes', async () => {
    const { systems } = JSON.parse((await run(['systems', '--json'])).stdout)
    expect(systems.map(({ id }: { id: string }) => id)).toContain('draw')
    const draw = systems.find(({ id }: { id: string }) => id === 'draw')
    expect(draw.example).toEqual({
      name: 'draw-ward-3',
      system: 'draw',
      settings: { baseUrl: 'https://draw.chavi.ai/', clientId: 'Institute A', maxRetries: 3 },
      secrets: { accessToken: '...', refreshToken: '...' },
    })
    const page = (await run(['systems', 'draw'])).stdout
    expect(page).toContain('capital letters included')
    expect(page).toContain('"system": "draw"')
    expect((await run(['systems', 'fax'])).stderr).toContain('unknown_system: ')
  })

  it('doctor shows every finding and ends with the first that is bad', async () => {
    const bridge = new ScriptedBridge({
      'doctor.run': {
        findings: [
          { probe: 'vault', connection: null, level: 'good', fault: null, facts: { kind: 'keychain', tookMs: 12 } },
          {
            probe: 'address',
            connection: 'ward-3',
            level: 'bad',
            fault: fault('unknown_host', { detail: 'ENOTFOUND' }),
            facts: {},
          },
        ],
      },
    })
    const { code, stdout } = await run(['doctor'], { bridge })
    expect(code).toBe(4)
    expect(stdout.split('\n').slice(0, 3)).toEqual([
      '✓ Vault: write, read and delete: keychain, took 12 ms',
      '✗ Address of the server, ward-3',
      '    No server of that name can be found (ENOTFOUND).',
    ])
    expect(stdout).toContain('1 in the way.')
  })

  it('doctor shows a support file before it saves it, and only where a person lets it', async () => {
    const bridge = () => new ScriptedBridge({ 'support.file': { text: '{"about":"made up"}\n' } })
    const terminal = memoryTerminal({ interactive: true, typed: [''] })
    const { code, stdout, stderr } = await run(['doctor', '--save', 'help.json'], { bridge: bridge(), terminal })
    expect([code, stdout, terminal.saved]).toEqual([
      0,
      '{"about":"made up"}\n',
      { 'help.json': '{"about":"made up"}\n' },
    ])
    expect([terminal.asked.length, stderr]).toEqual([1, 'Saved as help.json.\n'])
    const declined = memoryTerminal({ interactive: true })
    await run(['doctor', '--save', 'help.json'], { bridge: bridge(), terminal: declined })
    expect([declined.saved, declined.stderr]).toEqual([{}, ''])
    const taken = memoryTerminal({ files: { 'help.json': '' } })
    const refused = await run(['doctor', '--save', 'help.json'], { bridge: bridge(), terminal: taken })
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringMatching(/^everbearer: file_unwritable: .*help\.json/),
    ])
  })

  it('agent and demo run as they are told, with their exit codes', async () => {
    expect((await run(['agent'], { agent: async () => 5 })).code).toBe(5)
    const asked: unknown[] = []
    const demo = async (forMs: number | null) => {
      asked.push(forMs)
      return 0
    }
    await run(['demo'], { demo })
    await run(['demo', '--for', '30s'], { demo })
    expect(asked).toEqual([null, 30_000])
  })
})
