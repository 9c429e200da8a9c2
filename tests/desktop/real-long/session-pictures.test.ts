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
import { oldPanel } from '../../kit/session/old-panel.ts'
import { screenPictures } from '../../kit/session/screen-pictures.ts'

test('the window in both schemes, the icon’s menu and a notification can be taken', async () => {
  const session = await startSession({ oldPanel: true })
  const { take, lightness, changed } = screenPictures(session)
  const { openMenu, menuGone } = oldPanel(session)
  const corner = '300x60+0+0'
  const empty = await take('empty')
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
  const { x, y, width, height } = await openMenu()
  const beside = `${width}x${height}+${x}+${y}`
  await until('a menu beside the icon', async () => (await changed(before, await take('menu'), beside)) > 2_000)
  await session.key('Escape')
  await menuGone()
  await session.close('Everbearer$')
  await session.noticed()
  await until('it to be drawn', async () => (await changed(empty, await take('notification'), corner)) > 2_000)
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
  const ring = `getComputedStyle(document.activeElement).outlineStyle + ' ' + document.activeElement.matches(':focus-visible')`
  const outline = (colour: string) => desktop.page.evaluate(`document.activeElement.style.outlineColor = '${colour}'`)
  await until('the focus to be seen', async () => {
    // As somebody who sees none presses it again: a window that has just come may lose the first key.
    if ((await desktop.page.evaluate(ring)) !== 'solid true') {
      await session.key('Tab')
      return false
    }
    // The list's own words change while one waits: what is compared has the focus in both.
    await outline('')
    const focused = await take('small-focus')
    await outline('transparent')
    return (await changed(focused, await take('small-no-ring'))) > 100
  })

  await desktop.page.getByRole('link', { name: 'ward', exact: true }).click()
  const heading = desktop.page.getByRole('heading', { name: 'ward', exact: true })
  await heading.waitFor()
  await until('a word to be selected and seen', async () => {
    const box = await heading.boundingBox()
    const place = [x + (box?.x ?? 0) + 20, y + (box?.y ?? 0) + (box?.height ?? 0) / 2].map(
      (each) => `${Math.round(each)}`,
    )
    await session.said('xdotool', ['mousemove', ...place, 'click', '--repeat', '2', '--delay', '1', '1'])
    // Clicks that come late, or as two single ones, are made again.
    if ((await desktop.page.evaluate<string>('String(getSelection())')).trim() !== 'ward') return false
    const selected = await take('small-selection')
    await desktop.page.evaluate('getSelection().removeAllRanges()')
    return (await changed(selected, await take('small-connection'))) > 100
  })

  await session.key('alt')
  await take('small-menus')
})
