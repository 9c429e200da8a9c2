import { describe, expect, it } from 'vitest'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { fault } from '../../../shared/fault.ts'
import { viewWith } from '../../kit/view.ts'
import { memoryTerminal } from '../memory-terminal.ts'
import { run } from '../run.ts'
import { DAY, HOUR, iso, life, renewed, status } from '../scripted-answers.ts'
import { ScriptedBridge } from '../scripted-bridge.ts'

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
        '  billing".',
        '',
        '2 in all, 1 not valid.',
        '',
      ].join('\n'),
    )
  })

  it('counts one that is being renewed as valid only while its token is', async () => {
    const renewing = (name: string, left: number) =>
      viewWith({ name, state: 'renewing', issuedAt: iso(-HOUR), expiresAt: iso(left) })
    const { stdout } = await run(['list'], { bridge: listing(renewing('a', HOUR), renewing('b', -HOUR)) })
    expect(stdout).toContain('\n2 in all, 1 not valid.\n')
    expect((await run(['list'], { bridge: listing(renewing('a', HOUR)) })).stdout).toContain('it is valid.\n')
  })

  it('says what to do where there is nothing yet', async () => {
    const { stdout } = await run(['list'], { bridge: listing() })
    expect(stdout).toContain('There are no connections yet.')
    expect(stdout).toContain('everbearer add')
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
