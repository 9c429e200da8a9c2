/** Revoking asks first, and only about what would be done. */
import { expect, it } from 'vitest'
import { type MemoryPorts, memoryPorts } from '../../kit/memory-ports.ts'
import { until } from '../../kit/processes/until.ts'
import { drawEntry, startKeeper } from '../started-keeper.ts'
import { fleetOf } from './vault/fleet-of.ts'

async function twoKeepers() {
  const { clock, one, two } = await fleetOf('site', 'ward-2')
  const [site, second] = await Promise.all(
    [one, two].map(async (vault) => {
      const ports = memoryPorts({ clock, vault }) as unknown as MemoryPorts
      return (await startKeeper(ports)).keeper.handlers
    }),
  )
  if (site === undefined || second === undefined) throw new Error('not there')
  await site['connections.add']({ entry: drawEntry('ward', { clock }, 600) })
  // It hears of it by a notice of the store, in its own time.
  await until('the second to know it', async () => (await second['fleet.list']({})).connections.length === 1)
  return { site, second }
}

it('wants a yes, seals anew, and names what was read', async () => {
  const { site, second } = await twoKeepers()
  expect((await second['fleet.list']({})).connections).toEqual(['ward'])
  await expect(site['fleet.revoke']({ name: 'ward-2' })).rejects.toMatchObject({
    fault: { code: 'confirm_revoke', params: { name: 'ward-2' } },
  })
  expect((await site['fleet.list']({})).members).toHaveLength(2)
  expect(await site['fleet.revoke']({ name: 'ward-2', confirm: 1 })).toEqual({
    name: 'ward-2',
    passedOver: [],
    read: [{ connection: 'ward', secrets: ['accessToken', 'refreshToken'] }],
  })
  expect((await site['fleet.list']({})).members.map(({ name }) => name)).toEqual(['site'])
})

it.each([
  ['site', 'ward-3', 'no_such_member'],
  ['site', 'site', 'revokes_itself'],
  ['second', 'ward-2', 'not_the_site'],
] as const)('asks nobody where it would be refused: at %s, %s', async (at, name, code) => {
  const keepers = await twoKeepers()
  await expect(keepers[at]['fleet.revoke']({ name })).rejects.toMatchObject({ fault: { code } })
})

it('is not left without a yes, though a keychain is no loss otherwise', async () => {
  const { second } = await twoKeepers()
  for (const confirm of [undefined, 7])
    await expect(
      second['vault.move']({ to: 'keychain', ...(confirm === undefined ? {} : { confirm }) }),
    ).rejects.toMatchObject({ fault: { code: 'confirm_leave', params: { count: 1 } } })
  expect((await second['vault.status']({})).kind).toBe('shared')
})
