import { describe, expect, it } from 'vitest'
import { globFits } from '../../../electron/commands/several/names.ts'
import type { Output } from '../../../shared/api/contract/contract.ts'
import { FaultError, fault } from '../../../shared/fault.ts'
import { processorMs } from '../../kit/processor-time.ts'
import { fc } from '../../kit/properties.ts'
import { viewWith } from '../../kit/view.ts'
import { run } from '../run.ts'
import { ScriptedBridge } from '../scripted-bridge.ts'

const names = ['draw-1', 'draw-2', 'lab', 'billing']
const views = names.map((name) => viewWith({ name, expiresAt: '2026-12-21T09:00:00Z' }))
const view = (name: string) => viewWith({ name })

function called(bridge: ScriptedBridge, call: string): unknown[] {
  return bridge.calls.filter(({ name }) => name === call).map(({ input }) => (input as { name: string }).name)
}

const good: Output<'connections.test'> = {
  at: '2026-11-21T09:00:00Z',
  reached: 'yes',
  tokenAccepted: 'yes',
  canRenew: 'yes',
  fault: null,
  steps: [],
}

describe('several connections', () => {
  it.each([
    [["'draw-*'"], 'invalid_name'],
    [['Draw*'], 'invalid_name'],
    [['*', 'Ward'], 'invalid_name'],
    [[], 'A word is missing on the command line: name.'],
    [['a', '--all'], 'There are names on the command line, and --all'],
    [['x*'], 'There is no connection with this name: x*.'],
  ])('pause %j is refused before anything is done', async (words, said) => {
    const bridge = new ScriptedBridge({ 'connections.list': views })
    const { code, stdout, stderr } = await run(['pause', ...words], { bridge })
    expect([2, 3]).toContain(code)
    expect(stdout).toBe('')
    expect(stderr).toContain(said)
  })

  it('are those that a pattern fits, each once, with a sum', async () => {
    const bridge = new ScriptedBridge({ 'connections.list': views, 'connections.pause': ({ name }) => view(name) })
    const { code, stdout } = await run(['pause', 'draw-*', 'draw-1', 'lab'], { bridge })
    expect(code).toBe(0)
    expect(called(bridge, 'connections.pause')).toEqual(['draw-1', 'draw-2', 'lab'])
    expect(stdout.split('\n').slice(-2)).toEqual(['All 3 done.', ''])
    expect(bridge.closed).toBe(1)
  })

  it('name twenty of those that failed in the sum, and count the rest', async () => {
    const many = Array.from({ length: 23 }, (_, at) => view(`m-${10 + at}`))
    const offline = () => {
      throw new FaultError(fault('offline'))
    }
    const bridge = new ScriptedBridge({ 'connections.list': many, 'connections.refresh': offline })
    const { stdout, stderr } = await run(['refresh', '--all'], { bridge })
    expect(stdout).toContain(
      `not: ${many
        .slice(0, 20)
        .map(({ name }) => name)
        .join(', ')} and 3 more.`,
    )
    expect(stderr.match(/offline/g)).toHaveLength(23)
  })

  it('go on past one that fails; the exit code is the worst, and what passes by itself is the least', async () => {
    const answer = ({ name }: { name: string }) => {
      if (name === 'lab') throw new FaultError(fault('offline'))
      if (name === 'billing') throw new FaultError(fault('invalid_grant', { status: 400 }))
      return view(name)
    }
    const bridge = () => new ScriptedBridge({ 'connections.list': views, 'connections.refresh': answer })
    const all = await run(['refresh', '--all'], { bridge: bridge() })
    expect(all.code).toBe(4)
    expect(all.stderr.match(/^everbearer: (offline|invalid_grant): /gm)).toHaveLength(2)
    expect(all.stderr).toContain('"everbearer edit billing"')
    expect(all.stdout).toContain('2 of 4 done; not: billing, lab.\n')
    expect((await run(['refresh', 'lab', 'draw-1'], { bridge: bridge() })).code).toBe(5)
    const asJson = await run(['refresh', '--all', '--json'], { bridge: bridge() })
    expect([asJson.code, asJson.stderr]).toEqual([4, ''])
    expect(JSON.parse(asJson.stdout)).toMatchObject({
      done: 2,
      failed: 2,
      outcomes: {
        'draw-1': { ok: true, fault: null, view: { name: 'draw-1' } },
        billing: { ok: false, fault: { code: 'invalid_grant', next: expect.stringContaining('edit billing') } },
      },
    })
  })

  it('a plain name that is not there is one outcome, and no pattern', async () => {
    const answer = ({ name }: { name: string }) => {
      if (!names.includes(name)) throw new FaultError(fault('no_such_connection', { name }))
      return view(name)
    }
    const bridge = new ScriptedBridge({ 'connections.list': views, 'connections.resume': answer })
    const { code, stdout, stderr } = await run(['resume', 'lab', 'lba'], { bridge })
    expect(code).toBe(3)
    expect(stderr).toContain('There is no connection with this name: lba.')
    expect(stdout).toContain('1 of 2 done; not: lba.')
  })

  it('are tested with a line each', async () => {
    const answer = ({ name }: { name: string }) =>
      name === 'lab' ? { ...good, tokenAccepted: 'no' as const, fault: fault('token_rejected') } : good
    const bridge = new ScriptedBridge({ 'connections.list': views, 'connections.test': answer })
    const { code, stdout, stderr } = await run(['test', '--all'], { bridge })
    expect(code).toBe(4)
    expect(stdout.match(/^(draw-1|draw-2|lab|billing): ✓/gm)).toHaveLength(4)
    expect(stdout).toContain('draw-1: ✓ The server was reached. ✓ It accepts the access token. ')
    expect(stderr).toMatch(/^everbearer: token_rejected: lab: The /)
    expect((await run(['test', '--all', '--ping'])).code).toBe(2)
  })

  it('are a few at a time, however many there are', async () => {
    const many = Array.from({ length: 100 }, (_, at) => viewWith({ name: `c-${at}`, id: `${at}` }))
    let inside = 0
    let most = 0
    const bridge = new ScriptedBridge({ 'connections.list': many })
    const call = bridge.call.bind(bridge)
    bridge.call = async (name, input) => {
      if (name !== 'connections.pause') return call(name, input)
      most = Math.max(most, ++inside)
      await new Promise(setImmediate)
      inside -= 1
      return view('c-1') as never
    }
    expect((await run(['pause', '--all'], { bridge })).code).toBe(0)
    expect(most).toBe(8)
  })

  it('of a shut vault are refused once, and not once for each', async () => {
    const shut = views.map((each) => ({ ...each, state: 'unknown' as const, fault: fault('vault_locked') }))
    const { code, stderr } = await run(['test', '--all'], { bridge: new ScriptedBridge({ 'connections.list': shut }) })
    expect(code).toBe(6)
    expect(stderr.match(/vault_locked/g)).toHaveLength(1)
  })
})

describe('remove', () => {
  it('names those that a pattern fits, and removes none without a yes', async () => {
    const bridge = new ScriptedBridge({
      'connections.list': views,
      'connections.remove': { undoUntil: null, cutOff: false, warning: null },
    })
    const { code, stderr } = await run(['remove', 'draw-*'], { bridge })
    expect(code).toBe(2)
    expect(stderr).toContain('draw-1, draw-2 would go (2).')
    expect(called(bridge, 'connections.remove')).toEqual([])
    const { code: done, stdout } = await run(['remove', 'draw-*', '--yes'], { bridge })
    expect(done).toBe(0)
    expect(called(bridge, 'connections.remove')).toEqual(['draw-1', 'draw-2'])
    expect(stdout).toContain('Removed draw-2 and its tokens.')
  })
})

describe('a pattern', () => {
  it.each([
    ['*', 'ward', true],
    ['draw-*', 'draw-1', true],
    ['draw-*', 'drawn', false],
    ['*-1', 'draw-1', true],
    ['*a*b', 'xaybzab', true],
    ['ward-?', 'ward-12', false],
    ['ward-[0-3]', 'ward-3', true],
    ['ward-[!0-3]', 'ward-3', false],
    ['ward-[ab-]', 'ward--', true],
    ['w[', 'w[', true],
    ['', 'ward', false],
  ])('%s and %s: %s', (glob, name, fits) => {
    expect(globFits(glob, name)).toBe(fits)
  })

  it('without marks fits itself alone, and is quick whatever it is', () => {
    const word = fc.stringMatching(/^[a-z0-9-]{1,20}$/)
    fc.assert(fc.property(word, word, (one, other) => globFits(one, other) === (one === other)))
    expect(processorMs(() => void globFits(`${'*a'.repeat(90)}b`, 'a'.repeat(63)))).toBeLessThan(200)
  })
})
