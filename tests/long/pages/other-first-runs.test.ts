/** Other choices of a first start than those of tests/e2e/first-run.test.ts: by keyboard, for this run alone, forced. */
import { afterAll, expect, test } from 'vitest'
import { choice, demoButton, PASSPHRASE, start, watchDemo, withoutKeychain } from '../../e2e/first-run-scene.ts'
import { axeFindings } from '../../kit/page/page-axe.ts'
import { openPage, startBrowser } from '../../kit/page/page-browser.ts'
import { giveFocus } from '../../kit/page/page-focus.ts'
import { everbearer } from '../../kit/processes/everbearer-process.ts'
import { temporaryHome } from '../../kit/processes/temporary-home.ts'

const browser = await startBrowser(afterAll)

test('by keyboard alone, and the next start asks for the passphrase only', async () => {
  const home = withoutKeychain()
  const { host, address } = await start(home)
  const page = await openPage(browser, address)
  await giveFocus(choice(page, 'An encrypted file'))
  await page.keyboard.press('ArrowDown')
  expect(await choice(page, 'Memory').isChecked()).toBe(true)
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Tab')
  await page.keyboard.type(PASSPHRASE)
  // Past the button that shows what is typed.
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.type(PASSPHRASE)
  await page.keyboard.press('Enter')
  await demoButton(page).waitFor()
  await page.close()
  host.kill('SIGTERM')
  expect((await host.exited).code).toBe(0)

  const next = await start(home)
  const again = await openPage(browser, next.address)
  await again.getByRole('button', { name: 'Unlock' }).click()
  await again.getByLabel('Passphrase').fill(PASSPHRASE)
  await again.keyboard.press('Enter')
  await again.getByText('waits for its passphrase').waitFor({ state: 'detached' })
  expect(await choice(again, 'An encrypted file').count()).toBe(0)
})

test('memory counts for this run, and the next one asks again', async () => {
  const home = withoutKeychain()
  const first = await start(home)
  const page = await openPage(browser, first.address)
  await choice(page, 'Memory, for this run').click()
  await page.getByRole('button', { name: 'Use memory' }).click()
  await watchDemo(page)
  await page.close()
  first.host.kill('SIGKILL')
  await first.host.exited
  const second = await start(home)
  const again = await openPage(browser, second.address)
  await choice(again, 'Memory, for this run').waitFor()
  await again.getByRole('heading', { name: 'No connections yet' }).waitFor()
})

test('an encrypted file that was forced is made with a passphrase typed twice', async () => {
  const home = temporaryHome({ EVERBEARER_VAULT: 'file' })
  const { address } = await start(home)
  const page = await openPage(browser, address)
  await page.getByText('The encrypted file has still to be made.').waitFor()
  await page.getByRole('button', { name: 'Choose a passphrase' }).click()
  const dialog = page.getByRole('dialog', { name: 'Choose a passphrase' })
  await dialog.getByLabel('New passphrase').fill(PASSPHRASE)
  await dialog.getByLabel('The same again').fill(`${PASSPHRASE}!`)
  await dialog.getByText('The two are not the same.').waitFor()
  expect(await axeFindings(page)).toEqual([])
  await dialog.getByLabel('The same again').fill(PASSPHRASE)
  await dialog.getByRole('button', { name: 'Make the vault' }).click()
  await page.getByText('The encrypted file has still to be made.').waitFor({ state: 'detached' })
  expect((await everbearer(home, ['vault', 'status', '--json'])).stdout).toContain('"open"')
})
