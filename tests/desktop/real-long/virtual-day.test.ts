/** A day of the desktop with its window open, in minutes: every token stays valid, and no process grows. */
import { expect, test } from 'vitest'
import { drawConnection, startDrawServer } from '../../kit/draw/draw-server.ts'
import { ownTime } from '../../kit/electron/own-time.ts'
import { realHost } from '../../kit/electron/real-host.ts'
import { addConnection } from '../../kit/processes/everbearer-process.ts'
import { temporaryHome } from '../../kit/processes/temporary-home.ts'
import { until } from '../../kit/processes/until.ts'

const CONNECTIONS = 5
const HOURS = 24
/** No longer than the refresher sleeps at most. */
const STEP_MS = 30_000
const STEPS_AN_HOUR = 3_600_000 / STEP_MS
/** Of what a process had in its first hours; garbage is collected when it pleases the collector. */
const MOST_GROWTH = 1.15
const GRAIN_MB = 15

type Listed = { readonly value?: readonly { readonly state: string }[] }
type Memory = Readonly<Record<string, number>>

test('24 hours bring no gap, no spent token and no growth', { timeout: 60 * 60_000 }, async () => {
  const server = await startDrawServer({ accessLifeSeconds: 1_800 })
  const home = temporaryHome({ EVERBEARER_VAULT: 'file', EVERBEARER_PASSPHRASE: 'correct horse battery' })
  for (let index = 0; index < CONNECTIONS; index++) {
    const entry = drawConnection(`ward-${index}`, server.url, server.issuePair())
    await addConnection(home, entry)
  }
  const desktop = await realHost.launch(home, { before: ownTime })
  const { page } = desktop
  await page.getByText('ward-0').first().waitFor()

  // The main process has a time of its own from its first line on; from here on the page has, too.
  await page.clock.install()

  const states = async () =>
    ((await page.evaluate(`window.everbearer.call('connections.list', {})`)) as Listed).value?.map(({ state }) => state)
  const settled = () =>
    until('every renewal to be over', async () => (await states())?.every((state) => state === 'valid'))
  const memory = () =>
    desktop.evaluate(({ app }) => {
      const all = (app as unknown as Pick<Electron.App, 'getAppMetrics'>).getAppMetrics()
      return Object.fromEntries(all.map((each) => [each.name ?? each.type, each.memory.workingSetSize / 1_024]))
    }) as Promise<Memory>

  const pageAhead = async () => Number(await page.evaluate('Date.now()')) - Date.now()
  const hourly: Memory[] = []
  let aheadMs = 0
  for (let hour = 1; hour <= HOURS; hour++) {
    for (let step = 0; step < STEPS_AN_HOUR; step++) {
      aheadMs += STEP_MS
      server.control({ set: { clockOffsetMs: aheadMs } })
      await desktop.evaluate((_electron, ms) => Reflect.get(globalThis, 'advance')(ms), STEP_MS)
      // So far that it is where the desktop's is: what a step takes of the machine's time does not add up.
      await page.clock.fastForward(aheadMs - (await pageAhead()))
      await settled()
    }
    hourly.push(await memory())
  }
  expect(server.record.reuseCount).toBe(0)
  // Each lives half an hour and is renewed before.
  expect(server.tokens().length / 2).toBeGreaterThan(CONNECTIONS * HOURS * 2)

  // Half an hour of life, as the page counts it down in that time.
  const counted = page.getByText(/^valid \d+\s(min|s)/)
  await until('the page to count in the same time', async () => (await counted.count()) === CONNECTIONS)

  const most = (hours: readonly Memory[], name: string) => Math.max(...hours.map((each) => each[name] ?? 0))
  const grown = Object.keys(hourly[0] ?? {}).filter(
    (name) => most(hourly.slice(-4), name) > most(hourly.slice(0, 4), name) * MOST_GROWTH + GRAIN_MB,
  )
  expect(grown, JSON.stringify(hourly)).toEqual([])
})
