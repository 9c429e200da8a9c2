import { describe, expect, it } from 'vitest'
import type { Output } from '../../../shared/api/contract/contract.ts'
import { STATES, STATES_BY_URGENCY } from '../../../shared/connections/states.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { fault } from '../../../shared/fault.ts'
import { handClock } from '../../kit/hand-clock.ts'
import { settle } from '../../kit/settle.ts'
import { viewWith } from '../../kit/view.ts'
import { memoryTerminal, NOW } from '../memory-terminal.ts'
import { run } from '../run.ts'
import { DAY, HOUR, iso, status } from '../scripted-answers.ts'
import { ScriptedBridge } from '../scripted-bridge.ts'

const secret = (present: boolean) => ({ present, since: null, validUntil: null, fingerprint: null })

const well = viewWith({ name: 'draw-1', issuedAt: iso(-HOUR), expiresAt: iso(30 * DAY), refreshAt: iso(20 * DAY) })
const soon = viewWith({
  name: 'draw-2',
  tags: ['icu', 'night'],
  issuedAt: iso(-HOUR),
  expiresAt: iso(HOUR),
  refreshAt: iso(HOUR / 2),
})
const refused = viewWith({
  name: 'billing',
  system: 'oauth2',
  state: 'needs-person',
  expiresAt: iso(-HOUR),
  fault: fault('invalid_grant', { status: 400, reason: 'gone | over\n"now"' }),
  lastRefresh: { at: iso(-2 * HOUR), tookMs: 4, outcome: 'refused', rotated: false, fault: null },
})

function listing(views: readonly ConnectionView[], keeper: Output<'keeper.status'> = status): ScriptedBridge {
  return new ScriptedBridge({ 'connections.list': [...views], 'keeper.status': keeper })
}

async function names(words: readonly string[]): Promise<string[]> {
  const { code, stdout } = await run(['list', '--json', ...words], { bridge: listing([soon, refused, well]) })
  expect(code).toBe(0)
  return (JSON.parse(stdout) as { connections: { name: string }[] }).connections.map(({ name }) => name)
}

describe('which connections, and in what order', () => {
  it('takes alternatives with commas, or the option more than once', async () => {
    expect(await names([])).toEqual(['draw-2', 'billing', 'draw-1'])
    expect(await names(['--state', 'needs-person,expired'])).toEqual(['billing'])
    expect(await names(['--state', 'valid', '--state', 'needs-person'])).toEqual(['draw-2', 'billing', 'draw-1'])
    expect(await names(['--system', 'draw'])).toEqual(['draw-2', 'draw-1'])
    expect(await names(['--sort', 'name'])).toEqual(['billing', 'draw-1', 'draw-2'])
    expect(await names(['--system', 'draw', '--state', 'expired'])).toEqual([])
    expect(await names(['--tag', 'night,day'])).toEqual(['draw-2'])
    expect(await names(['--tag', 'nigh'])).toEqual([])
    expect(await names(['--sort', 'end'])).toEqual(['billing', 'draw-2', 'draw-1'])
    expect(await names(['--sort', 'state'])).toEqual(['billing', 'draw-1', 'draw-2'])
    expect(await names(['--sort', 'system'])).toEqual(['draw-1', 'draw-2', 'billing'])
    expect(await names(['--sort', 'renewed'])).toEqual(['billing', 'draw-1', 'draw-2'])
  })

  it('has paused ones before those that are well by urgency, as the window has them', async () => {
    const views = STATES.map((state): ConnectionView => ({ ...well, name: state, state }))
    const { stdout } = await run(['list', '--json', '--sort', 'state'], { bridge: listing(views) })
    const states = (JSON.parse(stdout) as { connections: { state: string }[] }).connections.map(({ state }) => state)
    expect(states).toEqual(STATES_BY_URGENCY)
    expect(states.slice(-2)).toEqual(['paused', 'valid'])
  })

  it('says that nothing can be seen of a shut vault of which nothing is remembered, which is not the same as having none', async () => {
    const vault = { kind: 'file', condition: 'passphrase-needed', connections: null } as const
    const keeper = { ...status, vault }
    const { code, stdout } = await run(['list'], { bridge: listing([], keeper) })
    expect([code, stdout]).toEqual([
      0,
      'Secrets are kept in an encrypted file: waiting for its passphrase.\n' +
        'Which connections are in there is told once it is open: "everbearer vault unlock" opens it, or says what is in the way.\n',
    ])
    const asJson = await run(['list', '--json'], { bridge: listing([], keeper) })
    expect(JSON.parse(asJson.stdout)).toEqual({ locked: { connections: null, at: null }, connections: [] })
    const checked = await run(['list', '--check'], { bridge: listing([], keeper) })
    expect(checked.stdout).toContain('the vault is shut, and nothing is known of what it holds')
    const fresh = { ...status, vault: { ...vault, why: 'file_new' } }
    expect((await run(['list'], { bridge: listing([], fresh) })).stdout).toContain('There are no connections yet.')
  })

  it('says what troubles the vault of which all of them come', async () => {
    const vault = { kind: 'shared', condition: 'open', connections: 1, trouble: fault('store_unreachable') } as const
    const { stdout } = await run(['list'], { bridge: listing([well], { ...status, vault }) })
    expect(stdout).toContain('One connection, and it is valid.\nThe shared store cannot be reached, so nothing')
  })

  it('says so when none is among them, which is not the same as having none', async () => {
    const { stdout } = await run(['list', '--state', 'paused'], { bridge: listing([well, soon]) })
    expect(stdout).toBe('None of the 2 connections is among those that were asked for.\n')
  })

  it.each([
    [
      ['--state', 'fine'],
      '--state is not followed by a word that it knows. Next: Write one that it knows: valid, renewing,',
    ],
    [
      ['--system', 'drwa'],
      '--system is not followed by a word that it knows. Next: Write one that it knows: draw, osais,',
    ],
    [['--sort', ''], '--sort is not followed by a word that it knows.'],
    [['--json', '--prometheus'], 'The options --json and --prometheus cannot be used together.'],
    [['--watch', '--prometheus'], 'The options --prometheus and --watch cannot be used together.'],
  ])('%j is refused with what there is', async (words, said) => {
    const { code, stderr } = await run(['list', ...words], { bridge: listing([well]) })
    expect(code).toBe(2)
    expect(stderr).toContain(said)
  })
})

describe('--check, as monitoring plugins answer', () => {
  const check = (views: readonly ConnectionView[], keeper = status) =>
    run(['list', '--check'], { bridge: listing(views, keeper) })

  it('is OK in one line with performance data', async () => {
    const fixed = viewWith({ name: 'fixed', renewable: false, expiresAt: iso(20 * DAY) })
    const { code, stdout, stderr } = await check([well, fixed])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toBe(
      'EVERBEARER OK - 2 connections, every one well | ' +
        'connections=2;;;0 ok=2;;;0;2 warning=0;;;0;2 critical=0;;;0;2 paused=0;;;0;2 first_end=1728000s\n',
    )
  })

  it('is CRITICAL for what needs a person, named first and explained below, with no bar but the one', async () => {
    const late = viewWith({ name: 'late', state: 'expiring', expiresAt: iso(30_000) })
    const { code, stdout } = await check([late, well, refused])
    expect(code).toBe(2)
    const [first = '', ...others] = stdout.trimEnd().split('\n')
    expect(first).toMatch(/^EVERBEARER CRITICAL - 2 of 3 connections not well: billing, late \| connections=3;/)
    expect(others.map((line) => line.slice(0, 20))).toEqual(['CRITICAL: billing: n', 'WARNING: late: valid'])
    expect(stdout.match(/\|/g)).toHaveLength(1)
  })

  it.each<[string, Partial<ConnectionView>, number]>([
    ['a token whose end nobody knows', { state: 'unknown', secrets: { accessToken: secret(true) } }, 0],
    ['none at all', { state: 'unknown', secrets: { accessToken: secret(false) } }, 1],
    ['a failure that may pass by itself', { fault: fault('offline') }, 0],
    ['one that will not', { fault: fault('scope_shrank', { lost: 'upload' }) }, 1],
    ['an expired token', { state: 'expired' }, 2],
    ['a token that the vault does not take', { state: 'unsaved' }, 1],
    ['a renewal under way', { state: 'renewing' }, 0],
    ['a renewal under way whose token has ended', { state: 'renewing', expiresAt: iso(-30_000) }, 1],
    ['what somebody paused', { state: 'paused' }, 0],
  ])('%s', async (_what, changes, code) => {
    expect((await check([viewWith(changes)])).code).toBe(code)
  })

  it('is UNKNOWN where nothing can be said: a shut vault, none to look at, no keeper, words that cannot be read', async () => {
    const vault = {
      kind: 'keychain',
      condition: 'locked',
      connections: null,
      lastKnown: { connections: 1, at: null },
    } as const
    const shut = await check([viewWith({ state: 'unknown', fault: fault('vault_locked') })], { ...status, vault })
    const none = await check([])
    const away = await run(['list', '--check'], {
      bridge: new ScriptedBridge({ 'connections.list': fault('keeper_unresponsive', { pid: 7 }) }),
    })
    const words = await run(['list', '--check', '--state', 'fine'])
    const broken = await run(['list', '--check'], { bridge: new ScriptedBridge() })
    for (const { code, stdout } of [shut, none, away, words, broken]) {
      expect(code).toBe(3)
      expect(stdout).toMatch(/^EVERBEARER UNKNOWN - [^|\n]+(\| .*)?\n$/)
    }
    expect(away.stdout).toContain('keeper_unresponsive')
  })

  it('stays readable with a thousand troubles', async () => {
    const many = Array.from({ length: 1_000 }, (_, at) => viewWith({ ...refused, name: `c-${at}`, id: `${at}` }))
    const { code, stdout } = await check(many)
    expect(code).toBe(2)
    expect(stdout.split('\n')[0]?.length).toBeLessThan(250)
    expect(stdout.split('\n').length).toBeLessThan(60)
  })
})

describe('--watch', () => {
  it('prints into a pipe each connection once and then what changes, until stopped', async () => {
    const bridge = listing([well, refused])
    const terminal = memoryTerminal()
    const clock = handClock(NOW)
    const running = run(['list', '--watch', '--system', 'draw'], { bridge, terminal, clock })
    await clock.advance(10_000)
    expect(terminal.stdout).toBe('2026-11-21 09:00:00  draw-1  ● valid  valid 30 d, renews in 20 d\n')
    bridge.tell({ notice: 'connection.changed', view: { ...well, revision: 2 } })
    bridge.tell({ notice: 'connection.changed', view: { ...refused, revision: 2, generation: 9 } })
    await clock.advance(10_000)
    expect(terminal.stdout.split('\n')).toHaveLength(2)
    bridge.tell({
      notice: 'connection.changed',
      view: { ...well, revision: 3, state: 'expired', fault: fault('offline') },
    })
    await clock.advance(1_000)
    bridge.tell({ notice: 'connection.removed', id: well.id, name: well.name })
    await clock.advance(1_000)
    expect(terminal.stdout).toContain('draw-1  ○ expired  valid 30 d, tries again in 20 d  offline\n')
    expect(terminal.stdout).toMatch(/draw-1 {2}is no longer listed\n$/)
    terminal.stop()
    expect((await running).code).toBe(0)
    expect([bridge.listeners, bridge.closed]).toEqual([0, 1])
  })

  it('reads the list again from the next keeper', async () => {
    let views = [well]
    const bridge = new ScriptedBridge({ 'connections.list': () => views, 'keeper.status': status })
    const terminal = memoryTerminal()
    const clock = handClock(NOW)
    const running = run(['list', '--watch', '--json'], { bridge, terminal, clock })
    await clock.advance(1_000)
    bridge.keeperIs(false)
    views = [{ ...well, generation: 2, revision: 0 }]
    bridge.keeperIs(true)
    await clock.advance(1_000)
    terminal.stop()
    await running
    const lines = terminal.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { connection: ConnectionView })
    expect(lines.map(({ connection }) => connection.generation)).toEqual([1, 2])
    expect(terminal.stderr).toContain('has ended; waiting for the next one')
  })

  it('draws on a terminal over itself, and only when something is to be seen', async () => {
    const many = Array.from({ length: 40 }, (_, at) =>
      viewWith({ name: `ward-${at}`, id: `${at}`, expiresAt: iso(30 * DAY) }),
    )
    const bridge = listing(many)
    const terminal = memoryTerminal({ interactive: true, rows: 12, columns: 60 })
    const clock = handClock(NOW)
    const running = run(['list', '--watch'], { bridge, terminal, clock })
    await clock.advance(5_000)
    const first = terminal.stdout
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what moves the cursor begins with the escape character
    expect(first.match(/\u001b\[\d+A/g)).toBeNull()
    expect(first.split('\n').length).toBeLessThanOrEqual(12)
    expect(first).toMatch(/… and \d+ more lines;/)
    bridge.tell({ notice: 'connection.changed', view: { ...many[0], revision: 2, state: 'expired' } as ConnectionView })
    await settle()
    await clock.advance(1_000)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: as above
    expect(terminal.stdout.slice(first.length)).toMatch(/^\u001b\[11A/)
    terminal.stop()
    await running
    expect(terminal.stdout.endsWith('\u001b[?25h')).toBe(true)
  })
})
