import { describe, expect, it } from 'vitest'
import { fault } from '../../../shared/fault.ts'
import { viewWith } from '../../kit/view.ts'
import { run } from '../run.ts'
import { HOUR, iso, life } from '../scripted-answers.ts'
import { ScriptedBridge } from '../scripted-bridge.ts'

const renewedAt = (at: string) => ({ at, tookMs: 300, outcome: 'renewed' as const, rotated: true, fault: null })

describe('commands on one connection', () => {
  it.each([
    ['refresh', 'connections.refresh', 'Renewed draw-ward-3: valid 29 d 23 h, renews in 27 d.'],
    ['pause', 'connections.pause', 'Paused draw-ward-3; its token is no longer renewed.'],
    ['resume', 'connections.resume', 'draw-ward-3 goes on: valid 29 d 23 h, renews in 27 d.'],
    ['restore', 'connections.restore', 'draw-ward-3 is as it was before: valid 29 d 23 h, renews in 27 d.'],
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
    const bridge = new ScriptedBridge({ 'connections.remove': { undoUntil: null, cutOff: false, warning: null } })
    const refused = await run(['remove', 'ward-3'], { bridge })
    expect(refused.code).toBe(2)
    expect(refused.stderr).toMatch(/^everbearer: confirm_removal: .*run "everbearer remove ward-3 --yes"\.\n$/)
    expect(bridge.calls).toEqual([])
    expect((await run(['remove', 'ward-3', '--yes'], { bridge })).stdout).toBe('Removed ward-3 and its tokens.\n')
  })

  it('remove says what went with it, and for how long that can be taken back', async () => {
    const gone = { undoUntil: '2026-11-21T12:01:00.000Z', cutOff: true, warning: null }
    const bridge = new ScriptedBridge({ 'connections.remove': gone })
    expect((await run(['remove', 'desk', '--yes'], { bridge })).stdout).toBe(
      'Removed desk and its tokens. With it went the only copy of an access token whose replacement was cut off. ' +
        'For a minute "everbearer restore desk" takes that back.\n',
    )
  })

  it('remove says that the server could not be told', async () => {
    const warning = fault('session_not_ended', { name: 'desk', cause: 'server_busy' })
    const bridge = new ScriptedBridge({ 'connections.remove': { undoUntil: null, cutOff: false, warning } })
    const { code, stdout, stderr } = await run(['remove', 'desk', '--yes'], { bridge })
    expect([code, stdout]).toEqual([0, 'Removed desk and its tokens.\n'])
    expect(stderr).toBe(
      'everbearer: warning: session_not_ended: The server could not be told that the session of desk is over ' +
        '(server_busy). Next: End it on the server’s own pages, where you see your sessions or the programs that ' +
        'you have let in.\n',
    )
  })
})
