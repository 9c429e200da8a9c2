/**
 * The desktop among many hosts on one state folder: agent, browser host and a crowd of commands, beside a real provider
 * that ends the session when one refresh token comes twice (tests/long/many-hosts.test.ts has the crowd without a window).
 */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { realHost } from '../../kit/electron/real-host.ts'
import { renewedWard } from '../../kit/oauth/renewed-ward.ts'
import { everbearer, startAgent, startEverbearer } from '../../kit/processes/everbearer-process.ts'
import { expectServedOrTooBusy } from '../../kit/processes/served-or-too-busy.ts'
import { until } from '../../kit/processes/until.ts'

const WAITING = 'Waiting for the keeper'

/** A home whose one connection has been renewed once; the agent keeps it. */
async function kept() {
  const { home, server } = await renewedWard()
  const agent = startAgent(home)
  expect(await agent.ready()).toContain('keeping')
  return { home, server, agent }
}

/** What only a page that was never loaded again still has. */
const marked = (page: Page) => page.evaluate(() => Reflect.set(globalThis, 'marked', true))
const isMarked = (page: Page) => page.evaluate(() => Reflect.has(globalThis, 'marked'))

test('while the keeper is too busy to answer the window stays as it is, says so, and goes on by itself', async () => {
  const { home, agent } = await kept()
  // As a busy machine does it, which hands no time to the agent.
  agent.kill('SIGSTOP')
  const { page, exited } = await realHost.launch(home)
  const ended = exited.then(() => 'ended')
  await marked(page)
  await page.getByRole('link', { name: 'ward' }).click()
  expect(await Promise.race([page.getByText(WAITING).waitFor(), ended])).toBeUndefined()
  // A page that is opened anew meanwhile is told as well.
  await page.reload()
  await page.getByText(WAITING).waitFor()
  await marked(page)
  agent.kill('SIGCONT')
  await page.getByText(WAITING).waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Refresh now' }).click()
  await page.getByText('Generation').waitFor()
  expect(await isMarked(page)).toBe(true)
})

test('a window, an agent, a page and twenty commands at once: one refresh for each generation, and the window stays', async () => {
  const { home, server } = await kept()
  server.set({ delayMs: 200 })
  await startEverbearer(home, ['serve', '--no-open']).ready()
  const { page } = await realHost.launch(home)
  await marked(page)
  await page.getByRole('link', { name: 'ward' }).click()
  await page.getByRole('button', { name: 'Refresh now' }).waitFor()
  const crowd = Array.from({ length: 20 }, (_, index) => everbearer(home, [index % 2 ? 'refresh' : 'token', 'ward']))
  await page.getByRole('button', { name: 'Refresh now' }).click()
  expectServedOrTooBusy(await Promise.all(crowd))
  // The window's own wish may be the last to be served.
  const generation = async () =>
    (JSON.parse((await everbearer(home, ['show', 'ward', '--json'])).stdout) as { generation: number }).generation
  // The first one is what was typed in.
  await until('all to be over', async () => (await generation()) === server.record.tokenRequests.length + 1)
  const { tokenRequests, ...record } = server.record
  const sent = tokenRequests.map(({ refresh }) => refresh)
  expect(new Set(sent).size).toBe(sent.length)
  expect(record).toMatchObject({ reuseCount: 0, overlaps: 0, revokedGrants: 0, serverErrors: [] })
  const shown = page.locator('dl', { hasText: 'Generation' }).first()
  await until('the window to show it', async () => (await shown.innerText()).includes(`${await generation()}`))
  expect(await isMarked(page)).toBe(true)
})
