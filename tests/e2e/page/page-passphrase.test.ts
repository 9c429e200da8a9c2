/** The passphrase of the encrypted file, changed on the page by hand: of a real host, a real file, in Chromium. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { drawConnection, startDrawServer } from '../../kit/draw/draw-server.ts'
import { markers } from '../../kit/markers.ts'
import { axeFindings } from '../../kit/page/page-axe.ts'
import { openPage, startBrowser } from '../../kit/page/page-browser.ts'
import { everbearer, startEverbearer } from '../../kit/processes/everbearer-process.ts'
import { fileHome } from '../../kit/processes/file-home.ts'

const FIRST = 'correct horse battery'
const NEXT = 'another staple altogether'

test('the present one opens it: a wrong one, one given up, and the right one', async () => {
  const server = await startDrawServer()
  const home = await fileHome({ EVERBEARER_PASSPHRASE: undefined }, FIRST)
  const withPassphrase = (passphrase: string) => ({ env: { EVERBEARER_PASSPHRASE: passphrase } })
  const pair = server.issuePair()
  const entry = JSON.stringify(drawConnection('ward', server.url, pair))
  const added = await everbearer(home, ['add', '--from', '-'], { stdin: entry, ...withPassphrase(FIRST) })
  expect(added.code, added.stderr).toBe(0)
  const host = startEverbearer(home, ['serve', '--no-open'], withPassphrase(FIRST))
  const key = () => readFileSync(join(home.path, 'vault', 'key.age'))
  const before = key()
  const opensWith = async (passphrase: string): Promise<boolean> => {
    const { code, stdout } = await everbearer(home, ['token', 'ward'], withPassphrase(passphrase))
    return code === 0 && stdout.trim() === pair.accessToken
  }

  const page = await openPage(await startBrowser(), await host.ready())
  await page.getByRole('link', { name: 'Settings' }).click()
  const open = async () => {
    await page.getByRole('button', { name: 'Change passphrase' }).click()
    return page.getByRole('dialog', { name: 'Change passphrase' })
  }
  const fill = async (dialog: Awaited<ReturnType<typeof open>>, present: string) => {
    await dialog.getByRole('textbox', { name: 'Present passphrase' }).fill(present)
    await dialog.getByRole('textbox', { name: 'New passphrase' }).fill(NEXT)
    await dialog.getByRole('textbox', { name: 'The same again' }).fill(NEXT)
  }

  const dialog = await open()
  const save = dialog.getByRole('button', { name: 'Save' })
  expect(await save.isDisabled()).toBe(true)
  await fill(dialog, 'not the present one')
  await save.click()
  await dialog.getByText('This passphrase does not open the encrypted file').waitFor()
  expect(await axeFindings(page)).toEqual([])

  // Given up: what was typed is gone with it, and nothing has changed.
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await dialog.waitFor({ state: 'detached' })
  const again = await open()
  for (const name of ['Present passphrase', 'New passphrase', 'The same again'])
    expect(await again.getByRole('textbox', { name }).inputValue()).toBe('')
  await page.keyboard.press('Escape')
  await again.waitFor({ state: 'detached' })
  expect(key().equals(before)).toBe(true)

  const last = await open()
  await fill(last, FIRST)
  await page.keyboard.press('Enter')
  await page.getByRole('alert').filter({ hasText: 'The passphrase was changed.' }).waitFor()
  await last.waitFor({ state: 'detached' })
  expect(markers({ FIRST, NEXT }).inText('page', await page.content())).toEqual([])
  await page.close()
  host.kill()
  await host.exited
  expect([await opensWith(FIRST), await opensWith(NEXT)]).toEqual([false, true])
  expect(markers({ FIRST, NEXT }).inTree(home.base)).toEqual([])
  await server.stop()
})
