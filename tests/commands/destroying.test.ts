/**
 * Every call that destroys says beforehand what goes and how it could come back: the commands are run without a yes, and
 * none of them makes such a call. What the keeper itself refuses is tried in tests/core/renewal/kept-in-memory.test.ts.
 */
import { describe, expect, it } from 'vitest'
import { CONTRACT, type Output } from '../../shared/api/contract/contract.ts'
import { type CallName, isCallName } from '../../shared/api/contract/names.ts'
import type { FaultCode } from '../../shared/fault.ts'
import { en } from '../../shared/text/en.ts'
import { faultMessage } from '../../shared/text/sentence.ts'
import { LOSSES } from '../doors/losses.ts'
import { memoryTerminal } from './memory-terminal.ts'
import { run } from './run.ts'
import { ScriptedBridge } from './scripted-bridge.ts'

const HANDLE = '1f0c5a7be902'
const TOKEN = {
  ...{ handle: HANDLE, tail: 'abcd', application: 'shop', master: false, expiresOn: null, tenantPermissions: [] },
  ...{ itself: false, wellKnown: null, usedBy: ['shop'] },
}
const CHANGE = { name: 'ward', suggested: false, system: 'draw', origins: [], changes: [], secrets: [], mistakes: [] }
const PLAN: Output<'moving.preview'> = { source: 'everbearer', entries: [{ ...CHANGE, action: 'change' }], leftOut: [] }

/** The command behind each call that destroys, as somebody types it who has not said yes. */
const COMMANDS: Partial<Record<CallName, readonly string[]>> = {
  'connections.remove': ['remove', 'ward'],
  'moving.import': ['import', '-'],
  'moving.seal': ['export', 'ward', '--sealed', '--move'],
  'crafter.delete': ['crafter', 'delete', 'desk', HANDLE],
  'crafter.replace': ['crafter', 'replace', 'desk', HANDLE, '--from', '-'],
}

/** What a sentence says of the way back. */
const BACK: Readonly<Record<string, RegExp>> = {
  minute: /restore .*for a minute/,
  copy: /copy/i,
  never: /for good/,
  'connections.resume': /"everbearer resume/,
  'fleet.add': /"everbearer fleet add"/,
  'crafter.restore': /"everbearer crafter restore ward"/,
}

const destroying = Object.entries(LOSSES).flatMap(([name, loss]) =>
  loss === 'none' || !isCallName(name) ? [] : [{ name, loss }],
)

describe('a call that destroys', () => {
  it('is declared for every call of the contract', () => {
    expect(Object.keys(LOSSES)).toEqual(expect.arrayContaining(Object.keys(CONTRACT)))
    expect(destroying.length).toBeGreaterThan(8)
  })

  it.each(
    destroying.flatMap(({ name, loss }) =>
      loss.said.by === 'question' || loss.said.by === 'preview' ? [{ name, said: loss.said }] : [],
    ),
  )('$name: its command without a yes does not make it', async ({ name, said }) => {
    const bridge = new ScriptedBridge({ 'crafter.list': { tokens: [TOKEN], cutOff: null }, 'moving.preview': PLAN })
    const terminal = memoryTerminal({ files: { '-': '{}' } })
    const { code, stderr } = await run([...(COMMANDS[name] ?? [])], { bridge, terminal })
    expect(bridge.calls.map((call) => call.name)).not.toContain(name)
    expect(code).toBe(2)
    expect(terminal.asked).toEqual([])
    if (said.by === 'question') expect(stderr).toContain(`everbearer: ${said.fault}: `)
    else expect(bridge.calls.map((call) => call.name)).toContain(said.call)
  })

  it.each(
    destroying.flatMap(({ name, loss }) =>
      loss.said.by === 'question' || loss.said.by === 'refusal'
        ? [{ name, fault: loss.said.fault, back: loss.back }]
        : [],
    ),
  )('$name: $fault says how it could come back', ({ fault, back }) => {
    const pattern = BACK[back]
    if (pattern === undefined) return expect(back).toBe('nothing-lost')
    const { say, next } = faultMessage(en, { code: fault satisfies FaultCode, params: { name: 'ward', count: 2 } })
    // A keeper that stays where it is has lost nothing; it says where to take it.
    if (fault === 'memory_would_be_lost') return expect(`${say} ${next}`).toMatch(/gone.*vault move/)
    expect(`${say} ${next}`).toMatch(pattern)
  })
})
