import { expect, test } from 'vitest'
import type { Connections } from '../../../electron/core/connections/connections.ts'
import type { FleetAdmin } from '../../../electron/core/fleet/fleet-admin.ts'
import { leavingFleet } from '../../../electron/core/fleet/leaving.ts'
import { jsonIn } from '../../../shared/encoding/json-text.ts'
import { FaultError, fault } from '../../../shared/fault.ts'
import { code } from './vault/fleet-of.ts'

const member = (name: string, of: { readonly isThis?: boolean; readonly isSite?: boolean }) => ({
  ...{ name, recipient: 'age1x', signer: 'evb-signer-x', since: 0, seenAt: null, isThis: false, isSite: false },
  ...of,
})
const leaves = (...members: ReturnType<typeof member>[]) =>
  code(leavingFleet({ list: async () => members } as unknown as FleetAdmin, {} as Connections))

test('the last one that says who belongs to it stays: without it nobody could be taken in or left out', async () => {
  const site = member('site', { isThis: true, isSite: true })
  expect(await leaves(site, member('ward-2', {}))).toBe('site_stays')
  expect(await leaves(site)).toBe('done')
  expect(await leaves(site, member('ward-2', { isSite: true }), member('ward-3', {}))).toBe('done')
  expect(await leaves(member('site', { isSite: true }), member('ward-2', { isThis: true }))).toBe('done')
})

test('whoever was left out may go too, with copies that others go on with', async () => {
  const taken: boolean[] = []
  const admin = {
    list: () => Promise.reject(new FaultError(fault('not_a_member'))),
    takeOut: async (isLast: boolean) => taken.push(isLast),
  } as unknown as FleetAdmin
  const { asCopied, takeOut } = await leavingFleet(admin, {} as Connections)
  expect(jsonIn(asCopied('ward', '{"machine":"here"}'))).toEqual({ machine: 'of the others' })
  expect([await takeOut(), taken]).toEqual([0, [false]])
})

test('what only the last one would have taken along is his to look after', async () => {
  const left = async (...others: ReturnType<typeof member>[]) => {
    const members = [member('site', { isThis: true, isSite: true }), ...others]
    const admin = { list: async () => members, takeOut: async () => 3 } as unknown as FleetAdmin
    return (await leavingFleet(admin, {} as Connections)).takeOut()
  }
  expect([await left(), await left(member('ward-2', { isSite: true }))]).toEqual([3, 0])
})
