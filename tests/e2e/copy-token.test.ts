import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { drawConnection, startDrawServer } from '../kit/draw/draw-server.ts'
import { markers } from '../kit/markers.ts'
import { openPage, startBrowser } from '../kit/page/page-browser.ts'
import { addConnection } from '../kit/processes/everbearer-process.ts'
import { fileHome } from '../kit/processes/file-home.ts'
import { startAtTerminal } from '../kit/processes/pseudo-terminal.ts'
import { until } from '../kit/processes/until.ts'

/** A clipboard in a file, as programs reach one on X11. */
const XCLIP = (file: string) => `#!/bin/sh
case "$*" in
  *-in*) cat > "${file}" ;;
  *) cat "${file}" ;;
esac
`

test('Copy token: asked at the terminal that runs the page, put there by the host, and never in the page', async () => {
  const server = await startDrawServer()
  const home = await fileHome()
  const bin = join(home.base, 'user', 'bin')
  const clipboard = join(home.base, 'user', 'clipboard')
  mkdirSync(bin)
  writeFileSync(join(bin, 'xclip'), XCLIP(clipboard))
  chmodSync(join(bin, 'xclip'), 0o755)
  const pair = server.issuePair()
  await addConnection(home, drawConnection('ward', server.url, pair))

  const withClipboard = { ...home, env: { ...home.env, DISPLAY: ':99', PATH: `${bin}:${process.env['PATH']}` } }
  const question = 'to put the token of ward'
  const host = startAtTerminal(
    withClipboard,
    ['serve', '--no-open'],
    [
      [question, 'no\r'],
      [question, 'yes\r'],
    ],
  )
  const address = await until(
    'the address',
    () => /http:\/\/[0-9a-f]{32}\.localhost:\d+\/#ticket=\w+/.exec(host.shown())?.[0],
  )
  const page = await openPage(await startBrowser(), address ?? null)
  await page.getByRole('link', { name: 'ward' }).first().click()
  const told: string[] = []
  page.on(
    'response',
    (response) =>
      void response.text().then(
        (text) => told.push(text),
        () => undefined,
      ),
  )
  const copy = page.getByRole('button', { name: 'Copy token' })

  await copy.click()
  await until('the no', () => host.shown().includes('Refused.'))
  await page.getByText('Nothing was copied, since nobody said yes where Everbearer runs.').waitFor()
  expect(existsSync(clipboard)).toBe(false)

  await copy.click()
  await page.getByText('On the clipboard for a minute.').waitFor()
  expect(readFileSync(clipboard, 'utf8')).toBe(pair.accessToken)
  await until('the word that it is', () => host.shown().includes('the page does not get it'))
  const secrets = markers({ accessToken: pair.accessToken, refreshToken: pair.refreshToken })
  expect(secrets.inText('page', await page.content())).toEqual([])
  expect(told.flatMap((text) => secrets.inText('answer', text))).toEqual([])
  expect(secrets.inText('terminal', host.shown())).toEqual([])
  await server.stop()
})
