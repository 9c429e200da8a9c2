import { expect, it } from 'vitest'
import { fault } from '../../../shared/fault.ts'
import { memoryTerminal } from '../memory-terminal.ts'
import { run } from '../run.ts'
import { ScriptedBridge } from '../scripted-bridge.ts'

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

it('doctor tells moments in the zone of the terminal, and in JSON as they are', async () => {
  const facts = { until: '2026-12-01T10:00:00.000Z', issuer: 'made up' }
  const findings = [{ probe: 'tls', connection: 'ward-3', level: 'good' as const, fault: null, facts }]
  const bridge = () => new ScriptedBridge({ 'doctor.run': { findings } })
  const terminal = memoryTerminal({})
  const { stdout } = await run(['doctor'], { bridge: bridge(), terminal })
  expect(stdout).toContain(terminal.localTime(Date.parse(facts.until)))
  expect(stdout).not.toContain(facts.until)
  expect(JSON.parse((await run(['doctor', '--json'], { bridge: bridge() })).stdout).findings).toEqual(findings)
})

it('doctor shows a support file before it saves it, and only where a person lets it', async () => {
  const bridge = () => new ScriptedBridge({ 'support.file': { text: '{"about":"made up"}\n' } })
  const terminal = memoryTerminal({ interactive: true, typed: [''] })
  const { code, stdout, stderr } = await run(['doctor', '--save', 'help.json'], { bridge: bridge(), terminal })
  expect([code, stdout, terminal.saved]).toEqual([0, '{"about":"made up"}\n', { 'help.json': '{"about":"made up"}\n' }])
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
