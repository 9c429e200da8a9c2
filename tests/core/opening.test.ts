/** Whoever is told of the vault is told the same as whoever asks. */
import { expect, test } from 'vitest'
import { createConnections } from '../../electron/core/connections/connections.ts'
import { createOpening } from '../../electron/core/opening.ts'
import type { Notice } from '../../shared/api/contract/contract.ts'
import { faultyVault } from '../kit/faulty-vault.ts'
import { memoryPorts } from '../kit/memory-ports.ts'

test('of a list that cannot be read both say so, and what was there before', async () => {
  const vault = faultyVault()
  const ports = memoryPorts({ vault })
  const told: Notice[] = []
  const others = { relisted: () => undefined, followed: () => undefined }
  const nothing = () => undefined
  const connections = createConnections(vault, ports, nothing, () => ({ count: 2, vault: vault.kind }), others)
  const { open, vaultStatus, tellVault } = createOpening({
    connections,
    tell: (notice) => told.push(notice),
    opened: async () => undefined,
    lastKnown: () => ({ connections: 2, at: null }),
  })
  vault.contents.set('manifest', 'damaged')
  await expect(open()).rejects.toThrow('vault_damaged')
  expect(await tellVault()).toMatchObject({
    condition: 'damaged',
    trouble: { code: 'vault_damaged' },
    lastKnown: { connections: 2 },
  })
  expect(told).toEqual([{ notice: 'vault.changed', status: await vaultStatus() }])
})
