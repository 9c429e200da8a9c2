import { describe, expect, it } from 'vitest'
import type { JournalEntry } from '../../../shared/connections/journal.ts'
import { until } from '../../kit/processes/until.ts'
import { viewWith } from '../../kit/view.ts'
import { memoryTerminal, NOW } from '../memory-terminal.ts'
import { run } from '../run.ts'
import { HOUR, iso } from '../scripted-answers.ts'
import { ScriptedBridge } from '../scripted-bridge.ts'

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
    const bridge = new ScriptedBridge({
      'journal.read': { entries: [], unreadable: 0 },
      'connections.get': viewWith({ name: 'ward-3' }),
    })
    const running = run(['journal', 'ward-3', '--follow', '--json'], { bridge, terminal })
    await until('listening', () => bridge.calls.length === 2)
    for (const connection of ['ward-4', 'ward-3'])
      bridge.tell({ notice: 'journal.added', entry: { at: NOW, event: 'paused', connection } })
    terminal.stop()
    expect(JSON.parse((await running).stdout)).toMatchObject({ connection: 'ward-3', at: iso(0), text: 'Paused.' })
  })
})
