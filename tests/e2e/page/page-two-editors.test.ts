import type { Route } from 'playwright-core'
import { expect, test } from 'vitest'
import { handClock } from '../../kit/hand-clock.ts'
import { jwt } from '../../kit/jwt.ts'
import { openPage, startBrowser } from '../../kit/page/page-browser.ts'
import { startPageServer } from '../../kit/page/page-server.ts'
import { makeWorld, WORLD_BEGINS } from '../../kit/page/page-world.ts'

/** Two people change one connection at the same time, each with something of it. */

test('of two who paste new tokens the second is told before anything of the first is gone', async () => {
  const server = await startPageServer({ clock: handClock(WORLD_BEGINS) })
  await makeWorld(server)
  const { handlers } = server.keeper
  const page = await openPage(await startBrowser(), server.address(), { now: server.ports.clock.now() })
  await page.getByText('Coming up').waitFor()
  await page.evaluate(`location.hash = '#/connections/draw-ward-7/tokens'`)
  const own = pair('mine')
  await page.getByLabel('Access token').fill(own.accessToken)
  await page.getByLabel('Refresh token').fill(own.refreshToken)

  // Between pressing and arriving.
  const between = async (route: Route): Promise<void> => {
    await handlers['connections.edit']({ name: 'draw-ward-7', entry: { secrets: pair('theirs') } })
    await route.continue()
  }
  await page.route('**/v1/calls/connections.edit', between, { times: 1 })
  const save = page.getByRole('button', { name: 'Save', exact: true })
  await save.click()
  await page.getByText('nothing of yours was saved yet').waitFor()
  await page.getByRole('alert').getByText('Its secrets were entered anew').waitFor()
  expect(await page.getByLabel('Access token').inputValue()).toBe(own.accessToken)
  await save.click()
  await page.getByRole('heading', { name: 'draw-ward-7', exact: true }).waitFor()
  expect(await handlers['connections.token']({ name: 'draw-ward-7' })).toMatchObject({ token: own.accessToken })
})

function pair(of: string): { accessToken: string; refreshToken: string } {
  const seconds = WORLD_BEGINS / 1_000
  return {
    accessToken: jwt({ token_type: 'access', jti: `access of ${of}`, exp: seconds + 40 * 86_400 }),
    refreshToken: jwt({ token_type: 'refresh', jti: `refresh of ${of}`, exp: seconds + 90 * 86_400 }),
  }
}

test('a form tells what somebody else has saved meanwhile, keeps what was typed, and writes that alone', async () => {
  const server = await startPageServer({ clock: handClock(WORLD_BEGINS) })
  await makeWorld(server)
  const { handlers } = server.keeper
  const page = await openPage(await startBrowser(), server.address(), { now: server.ports.clock.now() })
  await page.getByText('Coming up').waitFor()
  await page.evaluate(`location.hash = '#/connections/draw-ward-3/edit'`)
  const clientId = page.getByRole('textbox', { name: 'Client ID' })
  const retries = page.getByRole('textbox', { name: 'Max retries' })
  await retries.fill('7')
  expect(await page.getByRole('alert').count()).toBe(0)

  await handlers['connections.edit']({
    name: 'draw-ward-3',
    entry: { settings: { clientId: 'Institute B', maxRetries: 5 } },
  })
  const told = page.getByRole('alert').filter({ hasText: 'Somebody else has changed this connection' })
  await told.waitFor()
  expect(await told.innerText()).toContain('Client ID: Institute A → Institute B; Max retries: 3 → 5.')
  expect([await clientId.inputValue(), await retries.inputValue()]).toEqual(['Institute B', '7'])

  // Between pressing and arriving: the keeper refuses, and the second try goes over what is there now.
  const between = async (route: Route): Promise<void> => {
    await handlers['connections.edit']({ name: 'draw-ward-3', entry: { note: 'Ask radiology first.' } })
    await route.continue()
  }
  await page.route('**/v1/calls/connections.edit', between, { times: 1 })
  const save = page.getByRole('button', { name: 'Save', exact: true })
  await save.click()
  await page.getByText('nothing of yours was saved yet').waitFor()
  await told.getByText('Note: – → Ask radiology first.').waitFor()
  expect(await handlers['connections.get']({ name: 'draw-ward-3' })).toMatchObject({ maxRetries: 5 })
  await save.click()
  await page.getByRole('heading', { name: 'draw-ward-3', exact: true }).waitFor()
  expect(await handlers['connections.get']({ name: 'draw-ward-3' })).toMatchObject({
    clientId: 'Institute B',
    maxRetries: 7,
    note: 'Ask radiology first.',
  })
})
