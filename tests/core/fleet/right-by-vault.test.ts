import { expect, test } from 'vitest'
import { rightByVault } from '../../../electron/core/fleet/right-by-vault.ts'
import type { SharedRightContext } from '../../../electron/core/fleet/shared-right.ts'
import { ALONE } from '../../../electron/core/renewal/renewal-right.ts'

const rightOver = (vault: object) => {
  const connections = { vault: () => vault }
  const right = rightByVault({ connections } as unknown as SharedRightContext)
  return () => right({} as never, {} as never)
}

test('whoever is alone may always', () => {
  expect(rightOver({ kind: 'keychain' })()).toBe(ALONE)
})

test('over a shared vault that is not open yet nobody takes himself for alone', () => {
  expect(rightOver({ kind: 'shared', fleet: undefined })).toThrow(
    expect.objectContaining({ fault: { code: 'store_unreachable', params: {} } }),
  )
})
