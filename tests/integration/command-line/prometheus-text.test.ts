import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import type { Output } from '../../../shared/api/contract/contract.ts'
import { STATES } from '../../../shared/connections/states.ts'
import { fault } from '../../../shared/fault.ts'
import { run } from '../../commands/run.ts'
import { ScriptedBridge } from '../../commands/scripted-bridge.ts'
import { viewWith } from '../../kit/view.ts'

/** Read by Prometheus’s own Python library (Debian: python3-prometheus-client), which raises for what it cannot read. */
const READER = `
import json, sys
from prometheus_client.parser import text_string_to_metric_families
families = text_string_to_metric_families(sys.stdin.read())
print(json.dumps([[f.name, f.type, f.documentation, [[s.labels, s.value] for s in f.samples]] for f in families]))
`

type Family = [name: string, type: string, about: string, samples: [labels: Record<string, string>, value: number][]]

function read(text: string): Family[] {
  const { status, stdout, stderr } = spawnSync('/usr/bin/python3', ['-c', READER], { input: text, encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, ''])
  return JSON.parse(stdout) as Family[]
}

const keeper: Output<'keeper.status'> = {
  version: '1.0 "odd" \\ text\nover two lines',
  commit: 'unknown',
  pid: 1,
  since: '2026-11-21T09:00:00.000Z',
  host: 'agent',
  vault: { kind: 'keychain', condition: 'open', connections: 2 },
  nextRenewalAt: null,
}

async function metrics(views: Output<'connections.list'>, status = keeper): Promise<Map<string, Family>> {
  const bridge = new ScriptedBridge({ 'connections.list': views, 'keeper.status': status })
  const { code, stdout } = await run(['list', '--prometheus'], { bridge })
  expect(code).toBe(0)
  return new Map(read(stdout).map((family) => [family[0], family]))
}

test('metrics are read by Prometheus’s own library as they were meant', async () => {
  const ward = viewWith({ name: 'ward', expiresAt: '2026-12-01T00:00:00.500Z', generation: 7 })
  const families = await metrics([ward, viewWith({ name: 'billing', system: 'oauth2', state: 'needs-person' })])
  for (const [, type, about] of families.values()) {
    expect(type).toBe('gauge')
    expect(about).not.toBe('')
  }
  const samples = (name: string) => families.get(name)?.[3]
  expect(samples('everbearer_vault_open')).toEqual([[{ kind: 'keychain' }, 1]])
  expect(samples('everbearer_keeper_info')).toEqual([[{ version: keeper.version, host: 'agent' }, 1]])
  expect(samples('everbearer_connection_state')).toHaveLength(2 * STATES.length)
  expect(samples('everbearer_connection_state')).toContainEqual([
    { name: 'billing', system: 'oauth2', state: 'needs-person' },
    1,
  ])
  expect(samples('everbearer_connection_token_expiry_timestamp_seconds')).toEqual([
    [{ name: 'ward', system: 'draw' }, 1_796_083_200.5],
  ])
  expect(samples('everbearer_connection_token_generation')).toContainEqual([{ name: 'ward', system: 'draw' }, 7])
})

test('of a shut vault nothing is claimed but that it is shut', async () => {
  const vault = {
    kind: 'file',
    condition: 'passphrase-needed',
    connections: null,
    lastKnown: { connections: 1, at: null },
  } as const
  const families = await metrics([viewWith({ state: 'unknown', fault: fault('passphrase_needed') })], {
    ...keeper,
    vault,
  })
  expect(families.get('everbearer_vault_open')?.[3]).toEqual([[{ kind: 'file' }, 0]])
  expect(families.has('everbearer_connection_state')).toBe(false)
})
