/** A settings file that is dragged onto the window, whatever screen it shows. */
import { expect, test } from 'vitest'
import { FILE_LIMIT } from '../../../shared/import-export/import-source.ts'
import { type OpenedPage, openPage, startBrowser } from '../../kit/page/page-browser.ts'
import { startPageServer } from '../../kit/page/page-server.ts'

/** As the browser tells of files that are let go over it. Gives whether the page kept the browser from opening them. */
const drop = (page: OpenedPage, ...texts: readonly string[]) =>
  page.evaluate(`(() => {
    const dataTransfer = new DataTransfer()
    for (const text of ${JSON.stringify(texts)}) dataTransfer.items.add(new File([text], 'settings.json'))
    return !document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
  })()`)

const entry = {
  name: 'ward',
  system: 'draw',
  settings: { baseUrl: 'https://draw.example/', clientId: 'Institute A' },
  secrets: { accessToken: 'a'.repeat(40), refreshToken: 'r'.repeat(40) },
}

test('shows what it would change, and changes nothing by itself', async () => {
  const browser = await startBrowser()
  const server = await startPageServer()
  const page = await openPage(browser, server.address())
  await page.getByRole('heading', { level: 1 }).waitFor()
  expect(await drop(page, JSON.stringify(entry))).toBe(true)
  await page.getByRole('heading', { name: 'Import from a file' }).waitFor()
  await page.getByRole('button', { name: 'Import one connection' }).waitFor()
  expect(await server.keeper.handlers['connections.list']({})).toEqual([])
  // Another one, while that screen is shown.
  await drop(page, JSON.stringify({ ...entry, name: 'lab' }))
  await page.getByText('lab', { exact: true }).first().waitFor()
})

test('several files at once are refused without opening one of them', async () => {
  const browser = await startBrowser()
  const server = await startPageServer()
  const page = await openPage(browser, server.address())
  await page.getByRole('heading', { level: 1 }).waitFor()
  expect(await drop(page, JSON.stringify(entry), '{}')).toBe(true)
  await page.getByText('Several files were given at once, and none of them was read.').waitFor()
  expect(await page.getByRole('button', { name: /^Import/ }).count()).toBe(0)
})

test('a film is not read, and whoever let it go hears so', async () => {
  const browser = await startBrowser()
  const server = await startPageServer()
  const page = await openPage(browser, server.address())
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.evaluate(`(() => {
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(new File([new Uint8Array(${FILE_LIMIT} + 1)], 'film.mp4'))
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
  })()`)
  await page.getByText('This file is larger than any settings file').waitFor()
  // The next one is looked at as ever.
  await drop(page, JSON.stringify(entry))
  await page.getByRole('button', { name: 'Import one connection' }).waitFor()
})
