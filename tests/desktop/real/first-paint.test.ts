/**
 * The window shows what the index remembers while its keeper and vault are still being opened (docs/decisions.md 1).
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { drawConnection, startDrawServer } from '../../kit/draw/draw-server.ts'
import type { Desktop } from '../../kit/electron/desktop-host.ts'
import { watchPage } from '../../kit/electron/page-watch.ts'
import { realHost } from '../../kit/electron/real-host.ts'
import { startSecretService } from '../../kit/keyrings/secret-service.ts'
import { addConnection, startAgent } from '../../kit/processes/everbearer-process.ts'
import { fileHome } from '../../kit/processes/file-home.ts'
import { type Home, temporaryHome } from '../../kit/processes/temporary-home.ts'
import { until } from '../../kit/processes/until.ts'

/**
 * Writes down what the page said when the name first stood in it, however late the test comes to look. Not before all of
 * the document is there: a browser that is held up reads it in pieces.
 */
const FIRST_SEEN = `
  let seen = ''
  const look = () => {
    const text = document.readyState === 'loading' ? '' : (document.body?.innerText ?? '')
    if (seen === '' && text.includes('ward')) seen = text
  }
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true })
  document.addEventListener('readystatechange', look)
  require('electron').contextBridge.exposeInMainWorld('firstSeen', () => seen)`

const firstSeen = ({ page }: Desktop) =>
  until('the name on the page', async () => (await page.evaluate('window.firstSeen()')) as string)

function launchWatched(home: Home): Promise<Desktop> {
  const PAGE_WATCH = join(home.base, 'first-seen.cjs')
  writeFileSync(PAGE_WATCH, FIRST_SEEN)
  return realHost.launch({ ...home, env: { ...home.env, PAGE_WATCH } }, { before: watchPage })
}

/** Kept, and its keeper gone again. */
async function keptWard(home: Home): Promise<void> {
  const server = await startDrawServer()
  const entry = drawConnection('ward', server.url, server.issuePair())
  await addConnection(home, entry)
}

test('a keychain that stalls does not hold up the list; the rest follows when it answers', async () => {
  const keyring = await startSecretService()
  onTestFinished(() => keyring.stop())
  const home = temporaryHome({ ...keyring.env, EVERBEARER_VAULT: 'keychain' })
  await keptWard(home)
  await keyring.pause()
  const desktop = await launchWatched(home)
  const seen = await firstSeen(desktop)
  expect(seen).toMatch(/^1 connection$/m)
  expect(seen).toMatch(/^As last seen\. The vault is being opened/m)
  // As the host draws it in the first frame, or the page right after.
  expect(seen).toMatch(/^(ward\t)?Valid\b/m)
  await keyring.resume()
  await desktop.page.getByRole('heading', { name: 'Your connection works' }).waitFor()
})

test('a keeper that stands still holds up neither the list nor the word that it does, and nothing once it goes on', async () => {
  const home = await fileHome()
  await keptWard(home)
  const agent = startAgent(home)
  await agent.ready()
  agent.kill('SIGSTOP')
  const desktop = await launchWatched(home)
  expect(await firstSeen(desktop)).toMatch(/^As last seen\./m)
  await desktop.page.getByText('Waiting for the keeper').waitFor()
  await desktop.page.getByText(`process ${agent.pid}`).waitFor()
  agent.kill('SIGCONT')
  await desktop.page.getByRole('heading', { name: 'Your connection works' }).waitFor()
  expect(desktop.said()).not.toContain('ERROR BOX')
})
