/**
 * Pictures of the whole screen: the window light and dark, the icon's menu, a notification. What they show is looked at by
 * people (LOOK=FOLDER keeps them); here only whether it is there: how light the window is, and what of the screen changed.
 */
import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { realHost } from '../../kit/electron/real-host.ts'
import { until } from '../../kit/processes/until.ts'
import { startSession } from '../../kit/session/desktop-session.ts'

const look = process.env['LOOK']

test('the window in both schemes, the icon’s menu and a notification can be taken', async () => {
  const session = await startSession({ oldPanel: true })
  const { said } = session
  async function picture(name: string): Promise<string> {
    const file = join(session.home.base, `${name}.png`)
    await session.picture(file)
    if (look) {
      mkdirSync(look, { recursive: true })
      copyFileSync(file, join(look, `desktop-${name}.png`))
    }
    return file
  }
  /** From 0, black, to 1, white, of the middle of the screen. */
  const lightness = async (file: string) =>
    Number(
      await said('convert', [file, '-gravity', 'center', '-crop', '600x400+0+0', '-format', '%[fx:mean]', 'info:']),
    )
  /** How many points of a corner differ. */
  const changed = async (one: string, other: string, crop: string) =>
    Number(
      await said('convert', [
        one,
        other,
        '-crop',
        crop,
        '+repage',
        '-compose',
        'difference',
        '-composite',
        '-threshold',
        '5%',
        '-format',
        '%[fx:mean*w*h]',
        'info:',
      ]),
    )

  const desktop = await realHost.launch(session.home, { untouched: true })
  await session.window('Everbearer$')
  await desktop.page.getByRole('heading', { name: 'No connections yet' }).waitFor()
  const scheme = (theme: 'light' | 'dark') => desktop.page.emulateMedia({ colorScheme: theme })
  await scheme('light')
  await until('a light window', async () => (await lightness(await picture('light'))) > 0.8)
  await scheme('dark')
  await until('a dark window', async () => (await lightness(await picture('dark'))) < 0.25)

  const before = await picture('before')
  // The icon stands in the lower left corner.
  await session.click(16, 884, 3)
  await until(
    'a menu beside the icon',
    async () => (await changed(before, await picture('menu'), '300x240+0+640')) > 2_000,
  )
  await session.key('Escape')
  // As long as the menu is open it takes every key: those that close the window would come to nothing.
  await until(
    'the menu to be gone',
    async () => (await changed(before, await picture('gone'), '300x240+0+640')) < 2_000,
  )
  await until('the window to have the keys again', async () => (await session.focused()).endsWith('Everbearer'))
  await session.key('alt+F4')
  await until('a notification', async () => (await said('dunstctl', ['count'])).includes('displayed: 1'))
  await until(
    'it to be drawn',
    async () => (await changed(before, await picture('notification'), '300x60+0+0')) > 2_000,
  )
  expect(await session.windowsNamed('Everbearer$')).toEqual([])
})
