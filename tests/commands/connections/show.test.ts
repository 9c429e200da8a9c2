import { describe, expect, it } from 'vitest'
import { fault } from '../../../shared/fault.ts'
import { viewWith } from '../../kit/view.ts'
import { memoryTerminal } from '../memory-terminal.ts'
import { run } from '../run.ts'
import { DAY, iso, life, renewed } from '../scripted-answers.ts'
import { ScriptedBridge } from '../scripted-bridge.ts'

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

  it('leaves out what is not there: an end of no token, an ID where the system has none', async () => {
    const bare = { ...view, issuedAt: null, expiresAt: null, expirySource: 'none', clientId: '' } as const
    const { stdout } = await run(['show', 'lab'], { bridge: new ScriptedBridge({ 'connections.get': bare }) })
    expect(stdout).toMatch(/^ {2}Expires +no token yet$/m)
    expect(stdout).not.toContain('Client ID')
  })

  it.each([40, 60])('keeps to %i columns of a terminal, but for addresses', async (columns) => {
    const bridge = new ScriptedBridge({ 'connections.get': view })
    const { stdout } = await run(['show', 'draw-ward-3'], {
      bridge,
      terminal: memoryTerminal({ columns, interactive: true }),
    })
    const long = stdout.split('\n').filter((line) => line.length > columns && !line.includes('://'))
    expect(long).toEqual([])
    expect(stdout.replace(/\s+/g, ' ')).toContain('412 ms, with a new refresh token')
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
