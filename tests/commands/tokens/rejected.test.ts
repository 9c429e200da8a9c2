import { describe, expect, it } from 'vitest'
import { type Fault, fault } from '../../../shared/fault.ts'
import { viewWith } from '../../kit/view.ts'
import { run } from '../run.ts'
import { answer, life } from '../scripted-answers.ts'
import { ScriptedBridge } from '../scripted-bridge.ts'

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
      'connections.token': { ...answer, generation: 2 },
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
