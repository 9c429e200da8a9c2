/** The workstations that share a vault, in the settings: over a real etcd, and forty of them over a store in memory. */
import type { Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { nodeClock } from '../../../electron/adapters/node/clock.ts'
import { etcdStore } from '../../../electron/adapters/node/etcd/etcd-store.ts'
import { trustFor } from '../../../electron/adapters/node/http/trusted-roots.ts'
import type { VaultBackend } from '../../../electron/core/ports.ts'
import { Secret } from '../../../shared/secret.ts'
import { fleetOf, workstation } from '../../core/fleet/vault/fleet-of.ts'
import { drawEntry } from '../../core/started-keeper.ts'
import type { FaultyVault } from '../../kit/faulty-vault.ts'
import { troublesIn } from '../../kit/page/hostile-answers.ts'
import { axeFindings } from '../../kit/page/page-axe.ts'
import { type Looks, openPage, startBrowser } from '../../kit/page/page-browser.ts'
import { type PageServer, startPageServer } from '../../kit/page/page-server.ts'
import { until } from '../../kit/processes/until.ts'
import { ETCD_IS_HERE, realEtcd } from '../../kit/real-servers/etcd.ts'
import { loseAnswer } from '../../kit/servers/held-answer.ts'

const browser = await startBrowser(afterAll)
const DAY_MS = 86_400_000

/** What is asked outside of the page, and what somebody answers there. */
type Outside = { readonly asked: string[]; yes: boolean }

async function serverOver(
  vault: VaultBackend,
  outside: Outside = { asked: [], yes: true },
  clock?: PageServer['ports']['clock'],
) {
  const server = await startPageServer({
    ports: { vault: vault as unknown as FaultyVault },
    ...(clock === undefined ? {} : { clock }),
    async ask({ code, params }) {
      outside.asked.push(`${code} ${params['name']}`)
      return outside.yes
    },
  })
  await server.add(drawEntry('ward', server.ports, 86_400))
  return server
}

async function settingsOf(server: PageServer, looks: Looks = {}): Promise<Page> {
  const page = await openPage(browser, server.address(), { now: server.ports.clock.now(), ...looks })
  await page.evaluate("location.hash = '#/settings'")
  return page
}

describe.runIf(ETCD_IS_HERE)('over a real etcd', () => {
  const etcd = realEtcd()

  test('who shares the vault is seen, and one is revoked with a yes from outside of the page', async () => {
    const authorities = { pem: etcd.authority.pem, names: [], endsAt: 0 }
    const user = { name: etcd.user.name, password: new Secret(etcd.user.password) }
    const client = () =>
      etcdStore({ endpoints: etcd.endpoints, user, trust: () => trustFor({ authorities, client: null }) }, nodeClock)
    const [site, second] = await Promise.all(['site', 'ward-2'].map((name) => workstation(name, { client }, nodeClock)))
    if (site === undefined || second === undefined) throw new Error('not there')
    const vault = await site.join(site.signer)
    await vault.admin.begin('site', '0'.repeat(32))
    const outside: Outside = { asked: [], yes: false }
    const server = await serverOver(vault, outside)
    const page = await settingsOf(server)
    const card = page.getByRole('region', { name: 'Workstations' })
    await card.getByText('One workstation shares this vault.').waitFor()
    expect(await card.getByRole('button', { name: /^Revoke/ }).count()).toBe(0)

    // Taken in on the command line, it is there by itself.
    const { name, recipient, signer } = second
    await server.keeper.handlers['fleet.add']({ name, recipient, signer })
    await card.getByText('not there yet').waitFor()
    const there = await second.join(site.signer)
    await there.admin.tellSeen()
    expect(await there.read('manifest')).toContain('ward')

    await card.getByRole('button', { name: 'Revoke the workstation ward-2' }).click()
    const dialog = page.getByRole('dialog', { name: 'Revoke the workstation ward-2?' })
    await dialog.getByRole('button', { name: 'Revoke' }).click()
    await dialog.getByText('Say yes where Everbearer asks').waitFor()
    expect(outside.asked).toEqual(['confirm_revoke ward-2'])
    expect((await vault.admin.list()).map((member) => member.name)).toEqual(['site', 'ward-2'])

    outside.yes = true
    await dialog.getByRole('button', { name: 'Revoke' }).click()
    await card.getByText('ward-2 is revoked.').waitFor()
    const change = card.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'ward' }) })
    expect(await change.innerText()).toBe('ward: Access token, Refresh token')
    await card.getByText('One workstation shares this vault.').waitFor()
    expect((await vault.admin.list()).map((member) => member.name)).toEqual(['site'])
    await card.getByRole('button', { name: 'Done' }).click()
    await card.getByText('ward-2 is revoked.').waitFor({ state: 'detached' })

    await page.evaluate("location.hash = '#/'")
    await page.getByRole('link', { name: 'ward' }).first().waitFor()
    const gone = page.getByText('The shared store cannot be reached')
    await gone.waitFor({ state: 'detached' })
    await etcd.kill(0)
    // It comes by itself, and goes when the store is there again.
    await gone.waitFor()
    expect(await gone.count()).toBe(1)
    expect(await axeFindings(page)).toEqual([])
    etcd.start(0)
    await gone.waitFor({ state: 'detached' })
    await etcd.kill(0)
    await gone.waitFor()
    await page.evaluate("location.hash = '#/settings'")
    await page.reload()
    await card.getByText('The shared store cannot be reached').waitFor()
    await vault.close()
    await there.close()
  })
})

test('a workstation alone sees not a word of it', async () => {
  const server = await startPageServer()
  const calls: string[] = []
  const page = await openPage(browser, null, { now: server.ports.clock.now() })
  page.on('request', (request) => calls.push(request.url()))
  await page.goto(server.address())
  await page.evaluate("location.hash = '#/settings'")
  await page.getByRole('heading', { name: 'Doctor' }).waitFor()
  expect(await page.getByText(/workstation/i).count()).toBe(0)
  expect(calls.filter((url) => url.includes('fleet'))).toEqual([])
})

test('where nobody told that it is revoked, the secrets to change are named all the same', async () => {
  const { one } = await fleetOf('site', 'ward-2')
  const page = await settingsOf(await serverOver(one))
  const card = page.getByRole('region', { name: 'Workstations' })
  await card.getByText('2 workstations share this vault.').waitFor()
  await loseAnswer(page, 'fleet.revoke')
  await card.getByRole('button', { name: 'Revoke the workstation ward-2' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click()
  await card.getByText('ward-2 is revoked.').waitFor()
  const change = card.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'ward' }) })
  expect(await change.innerText()).toBe('ward: Access token, Refresh token')
  await card.getByText('One workstation shares this vault.').waitFor()
  await until('the focus on the heading', () => page.evaluate('document.activeElement.tagName === "H1"'))
})

test('one that did not begin it sees who did, and has nothing to press', async () => {
  const { all, two } = await fleetOf('site', 'ward-2')
  expect(all).toHaveLength(2)
  const outside: Outside = { asked: [], yes: false }
  const page = await settingsOf(await serverOver(two, outside))
  const card = page.getByRole('region', { name: 'Workstations' })
  await card.getByText('Only site says who belongs to it').waitFor()
  expect(await card.getByRole('button').count()).toBe(0)
  // Leaving is said as what it is, and no page's own to do.
  await page.getByRole('button', { name: 'Move to the keychain' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('This workstation leaves the vault that several share').waitFor()
  await dialog.getByRole('button', { name: 'Move', exact: true }).click()
  await dialog.getByText('Say yes where Everbearer asks').waitFor()
  expect(outside.asked.map((asked) => asked.split(' ')[0])).toEqual(['confirm_leave'])
})

const LOOKS: readonly (readonly [string, Looks])[] = [
  ['light', { scheme: 'light', width: 1280 }],
  ['dark', { scheme: 'dark', width: 1280 }],
  ['360', { scheme: 'light', width: 360 }],
]

test('forty of them have room, in both schemes and on a narrow page, and the silent are named', async () => {
  const names = Array.from({ length: 40 }, (_, index) => (index === 0 ? 'site' : `ward-${index + 1}`))
  const { clock, one, vaults } = await fleetOf(...names)
  for (const [index, vault] of vaults.entries()) if (index % 13 === 1) await vault.admin.tellSeen()
  for (const vault of vaults) if (vault !== one) vault.admin.stop()
  await clock.advance(3 * DAY_MS)
  for (const [index, vault] of vaults.entries()) if (index % 13 > 1) await vault.admin.tellSeen()
  const server = await serverOver(one, undefined, clock)
  for (const [look, looks] of LOOKS) {
    const page = await settingsOf(server, { ...looks, height: 1_000 })
    const card = page.getByRole('region', { name: 'Workstations' })
    await card
      .getByText('40 workstations share this vault. Not there for a day or longer: ward-2, ward-15, ward-28.')
      .waitFor()
    expect(await card.getByRole('listitem').count()).toBe(12)
    await card.getByRole('button', { name: 'Show all 40' }).click()
    expect(await card.getByRole('listitem').count()).toBe(40)
    expect(await card.getByRole('listitem').nth(9).innerText()).toContain('ward-10')
    await card.getByRole('button', { name: 'Revoke the workstation ward-40' }).click()
    await page.getByRole('dialog').waitFor()
    expect(await troublesIn(page, look)).toEqual([])
    // What is drawn is the same on a narrow page.
    if (look !== '360') expect(await axeFindings(page)).toEqual([])
    await page.context().close()
  }
})
