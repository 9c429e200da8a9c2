/**
 * Pictures of the whole screen: the window light and dark, the icon's menu, a notification; its first size on a small
 * screen, focus and selection. What they show is looked at by people (LOOK=FOLDER keeps them); here only whether it is
 * there: how light the window is, and what of the screen changed.
 */
import { expect, test } from 'vitest'
import { drawConnection, startDrawServer } from '../../kit/draw/draw-server.ts'
import { realHost } from '../../kit/electron/real-host.ts'
import { addConnection } from '../../kit/processes/everbearer-process.ts'
import { until } from '../../kit/processes/until.ts'
import { startSession } from '../../kit/session/desktop-session.ts'
import { screenPictures } from '../../kit/session/screen-pictures.ts'

test('the window in both schemes, the icon’s menu and a notification can be taken', async () => {
  const session = await startSession({ oldPanel: true })
  const { take, lightness, changed } = screenPictures(session)
  const desktop = await realHost.launch(session.home, { untouched: true })
  await session.window('Everbearer$')
  await desktop.page.getByRole('heading', { name: 'No connections yet' }).waitFor()
  const scheme = (theme: 'light' | 'dark') => desktop.page.emulateMedia({ colorScheme: theme })
  await scheme('light')
  await until('a light window', async () => (await lightness(await take('light'))) > 0.8)
  await scheme('dark')
  await until('a dark window', async () => (await lightness(await take('dark'))) < 0.25)

  // The keeper's own words come last.
  await desktop.page.getByText('OS keychain').waitFor()
  const before = await take('before')
  // The icon stands in the lower left corner.
  await session.click(16, 884, 3)
  await until(
    'a menu beside the icon',
    async () => (await changed(before, await take('menu'), '300x240+0+640')) > 2_000,
  )
  await session.key('Escape')
  // Over the icon its name comes up after a while.
  await session.said('xdotool', ['mousemove', '640', '600'])
  // As long as the menu is open it takes every key: those that close the window would come to nothing.
  await until('the menu to be gone', async () => (await changed(before, await take('gone'), '300x240+0+640')) < 2_000)
  await session.hears(/Everbearer$/, desktop.page)
  await session.key('alt+F4')
  await until('a notification', async () => (await session.said('dunstctl', ['count'])).includes('displayed: 1'))
  await until('it to be drawn', async () => (await changed(before, await take('notification'), '300x60+0+0')) > 2_000)
  expect(await session.windowsNamed('Everbearer$')).toEqual([])
})

test('on a small screen it opens within it; what has the focus and what is selected can be seen', async () => {
  const session = await startSession({ screen: '1024x600' })
  const server = await startDrawServer()
  const { take, changed } = screenPictures(session)
  const entry = drawConnection('ward', server.url, server.issuePair())
  await addConnection(session.home, entry)
  const desktop = await realHost.launch(session.home, { untouched: true })
  const window = (await session.window('Everbearer$')) ?? ''
  await desktop.page.getByRole('link', { name: 'ward', exact: true }).waitFor()
  const { x, y, width, height } = await session.geometry(window)
  expect([x >= 0, y >= 0, x + width <= 1_024, y + height <= 600]).toEqual([true, true, true, true])
  // Panels and switchers draw it smaller, none larger: its width and height stand first.
  const icon = await session.said('xprop', ['-id', window, '-len', '16', '32c', '_NET_WM_ICON'])
  expect(icon).toContain('= 256, 256')

  await session.hears(/Everbearer$/, desktop.page)
  await session.key('Tab')
  const ring = `getComputedStyle(document.activeElement).outlineStyle + ' ' + document.activeElement.matches(':focus-visible')`
  await until('the focus', async () => (await desktop.page.evaluate(ring)) === 'solid true')
  // The list's own words change while one waits: what is compared has the focus in both.
  const focused = await take('small-focus')
  await desktop.page.evaluate(`document.activeElement.style.outlineColor = 'transparent'`)
  await until('the focus to be seen', async () => (await changed(focused, await take('small-no-ring'))) > 100)

  await desktop.page.getByRole('link', { name: 'ward', exact: true }).click()
  const heading = desktop.page.getByRole('heading', { name: 'ward', exact: true })
  await heading.waitFor()
  const unselected = await take('small-connection')
  const box = await heading.boundingBox()
  const place = [x + (box?.x ?? 0) + 20, y + (box?.y ?? 0) + (box?.height ?? 0) / 2].map(Math.round)
  await session.said('xdotool', ['mousemove', `${place[0]}`, `${place[1]}`, 'click', '--repeat', '2', '1'])
  await until('a word to be selected', async () => (await desktop.page.evaluate('String(getSelection())')) === 'ward')
  await until('it to be seen', async () => (await changed(unselected, await take('small-selection'))) > 100)

  await session.key('alt')
  await take('small-menus')
})
