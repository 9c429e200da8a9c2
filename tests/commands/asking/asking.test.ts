import { describe, expect, it } from 'vitest'
import type { Output } from '../../../shared/api/contract/contract.ts'
import { FaultError, fault } from '../../../shared/fault.ts'
import { viewWith } from '../../kit/view.ts'
import { memoryTerminal } from '../memory-terminal.ts'
import { run } from '../run.ts'
import { ScriptedBridge } from '../scripted-bridge.ts'

const good: Output<'connections.testDraft'> = {
  at: '2026-11-21T09:00:00Z',
  reached: 'yes',
  tokenAccepted: 'yes',
  canRenew: 'unknown',
  fault: null,
  steps: [],
  warnings: [],
}
const status = {
  version: '9.8.7',
  commit: 'unknown',
  pid: 1,
  since: '2026-11-21T09:00:00Z',
  host: 'agent',
  vault: { kind: 'keychain', condition: 'open', connections: 1 },
  nextRenewalAt: null,
} as const

function keeper(more: object = {}): ScriptedBridge {
  return new ScriptedBridge({
    'vault.status': status.vault,
    'keeper.status': status,
    'connections.list': [],
    'connections.testDraft': good,
    'connections.add': { view: viewWith({ name: 'ward' }), warnings: [] },
    ...more,
  })
}

const inputOf = (bridge: ScriptedBridge, call: string) => bridge.calls.findLast(({ name }) => name === call)?.input

describe('add, with a person there', () => {
  it('asks field by field, finds mistakes at once, shows the addresses, tests and saves', async () => {
    const typed = [
      ...['1', 'Ward', 'ward'],
      ...['draw.example/admin/', 'https://draw.example/', '', 'Institute A', ''],
      ...['Bearer abcdef', 'r-abcdef'],
      ...['', 'n', 'y', 'y'],
    ]
    const terminal = memoryTerminal({ interactive: true, typed })
    const bridge = keeper()
    const { code, stderr, stdout } = await run(['add'], { bridge, terminal })
    expect(stderr).toContain('✗ A name has 1 to 63 small letters')
    expect(stderr).toContain('https://draw.example/api/token/refresh/')
    expect(terminal.asked.filter((prompt) => prompt.includes('not shown'))).toHaveLength(2)
    expect([code, stdout.split('\n')[0]]).toEqual([0, 'Added ward: no token yet.'])
    const { entry } = inputOf(bridge, 'connections.add') as {
      entry: { settings: object; secrets: object; name: string }
    }
    expect(entry).toMatchObject({
      name: 'ward',
      system: 'draw',
      settings: { baseUrl: 'https://draw.example/', clientId: 'Institute A' },
      secrets: { accessToken: 'Bearer abcdef', refreshToken: 'r-abcdef' },
    })
    expect(inputOf(bridge, 'connections.testDraft')).toEqual({ entry })
  })

  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])('whoever goes away after %i answers has saved nothing', async (answers) => {
    const typed = ['draw', 'ward', '', 'Institute A', '', 'abcdef', 'r-abcdef', '', 'n', 'y', 'y']
    const bridge = keeper()
    const { code, stderr } = await run(['add'], {
      bridge,
      terminal: memoryTerminal({ interactive: true, typed: typed.slice(0, answers) }),
    })
    expect(code).toBe(130)
    expect(stderr).toContain('asking_stopped')
    expect(inputOf(bridge, 'connections.add')).toBeUndefined()
  })

  it('after a test that went wrong Enter saves nothing', async () => {
    const typed = ['draw', 'ward', '', 'Institute A', '', 'abcdef', 'r-abcdef', '', 'n', 'y', '']
    const bridge = keeper({ 'connections.testDraft': { ...good, tokenAccepted: 'no', fault: fault('token_rejected') } })
    const { code, stderr } = await run(['add'], { bridge, terminal: memoryTerminal({ interactive: true, typed }) })
    expect(code).toBe(0)
    expect(stderr).toMatch(/Nothing was saved\.\n$/)
    expect(inputOf(bridge, 'connections.add')).toBeUndefined()
  })

  it('begins from a preset, and asks again for what stands in capitals in it', async () => {
    const typed = ['oauth2', 'keycloak', '', 'https://api.example/', ...Array.from({ length: 40 }, () => '')]
    const terminal = memoryTerminal({ interactive: true, typed })
    const { stderr } = await run(['add'], { bridge: keeper(), terminal })
    expect(terminal.asked.some((prompt) => prompt.includes('[https://HOST/realms/REALM]'))).toBe(true)
    expect(stderr).toMatch(/✗ .*(HOST|REALM)/)
  })

  it('does not ask where nobody is', async () => {
    const { code, stderr } = await run(['add'], { bridge: keeper() })
    expect(code).toBe(2)
    expect(stderr).toContain('This command needs one more option: --from.')
  })
})

describe('edit, with a person there', () => {
  const present = viewWith({ name: 'ward', baseUrl: 'https://draw.example/', clientId: 'Institute A' })

  it('shows what is there, and sends only what was typed', async () => {
    const typed = ['', 'Institute B', '', '', '', 'n', 'n', '']
    const terminal = memoryTerminal({ interactive: true, typed })
    const bridge = keeper({ 'connections.get': present, 'connections.edit': { view: present, warnings: [] } })
    const { code } = await run(['edit', 'ward'], { bridge, terminal })
    expect(code).toBe(0)
    expect(terminal.asked.join('\n')).toContain('[https://draw.example/]')
    expect(terminal.asked.join('\n')).toContain('Enter keeps the one that is there')
    expect(inputOf(bridge, 'connections.edit')).toEqual({
      name: 'ward',
      edition: 'first',
      entry: { settings: { clientId: 'Institute B' }, secrets: {} },
    })
  })

  it('lets stored secrets go to another server only after a yes for that one', async () => {
    const changed = { name: 'ward', bound: 'https://draw.example', wanted: 'https://other.example' }
    const edit = ({ allowOrigins }: { allowOrigins?: string[] }) => {
      if (allowOrigins === undefined) throw new FaultError(fault('origin_changed', changed))
      return { view: present, warnings: [] }
    }
    const answers = ['https://other.example/', '', '', '', '', 'n', 'n', 'y']
    const ask = (last: string) => {
      const bridge = keeper({ 'connections.get': present, 'connections.edit': edit })
      const terminal = memoryTerminal({ interactive: true, typed: [...answers, last] })
      return run(['edit', 'ward'], { bridge, terminal }).then((ran) => ({ ...ran, bridge, terminal }))
    }
    const no = await ask('')
    expect(no.terminal.asked.at(-1)).toContain('Let them go to https://other.example from now on? [y/N]')
    expect(no.stderr).toMatch(/Nothing was saved\.\n$/)
    const yes = await ask('y')
    expect(inputOf(yes.bridge, 'connections.edit')).toMatchObject({ allowOrigins: ['https://other.example'] })
  })
})
