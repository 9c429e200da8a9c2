/** What the desktop asks before it ends, or leaves a form: in a box of the system, and only where something would be forgotten. */
import { expect, test } from 'vitest'
import { drawConnection, startDrawServer } from '../../kit/draw/draw-server.ts'
import type { Desktop } from '../../kit/electron/desktop-host.ts'
import { realHost } from '../../kit/electron/real-host.ts'
import { standsBehind } from '../../kit/electron/stands-behind.ts'
import { addConnection } from '../../kit/processes/everbearer-process.ts'
import { temporaryHome } from '../../kit/processes/temporary-home.ts'
import { until } from '../../kit/processes/until.ts'

type Status = { readonly value: { readonly pid: number } | undefined }
const keeperOf = async ({ page }: Desktop) =>
  ((await page.evaluate(`window.everbearer.call('keeper.status', {})`)) as Status).value?.pid

test('quitting asks where everything would be forgotten with it, and no is what Escape means', async () => {
  const server = await startDrawServer()
  const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
  const desktop = await realHost.launch(home)
  await desktop.page.getByRole('heading', { name: 'No connections yet' }).waitFor()
  await standsBehind(desktop)
  // A command that comes before it keeps would keep in its own memory, and end.
  await until('it to keep', async () => (await keeperOf(desktop)) === desktop.pid)
  const entry = drawConnection('ward', server.url, server.issuePair())
  await addConnection(home, entry)
  const asked = () => desktop.said().split('QUESTION Quit and forget everything?').length - 1
  for (const times of [1, 2]) {
    await desktop.evaluate(({ app }) => app.quit())
    await until('the question', () => asked() === times)
    expect(await keeperOf(desktop)).toBe(desktop.pid)
  }
  // The window still closes into the tray: nobody is leaving.
  await desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  expect(await keeperOf(desktop)).toBe(desktop.pid)
  await desktop.evaluate(({ app, dialog }) => {
    dialog.showMessageBox = async () => ({ response: 1, checkboxChecked: false })
    app.quit()
  })
  expect(await desktop.exited).toBe(0)
  expect(asked()).toBe(2)
})

test('quitting asks nothing where nothing would be forgotten', async () => {
  const desktop = await realHost.launch(temporaryHome({ EVERBEARER_VAULT: 'memory' }))
  await desktop.page.getByRole('heading', { name: 'No connections yet' }).waitFor()
  await standsBehind(desktop)
  await desktop.evaluate(({ app }) => app.quit())
  expect(await desktop.exited).toBe(0)
  expect(desktop.said()).not.toContain('QUESTION')
})

/** Quits as a person does it, by the menu. */
const quitByMenu = ({ evaluate }: Desktop) =>
  evaluate(({ Menu }) => {
    const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? []
    items.find(({ label }) => label === 'Quit')?.click()
  })

async function halfFilled(): Promise<Desktop> {
  const desktop = await realHost.launch(temporaryHome({ EVERBEARER_VAULT: 'memory' }))
  await desktop.page.getByRole('heading', { name: 'No connections yet' }).waitFor()
  await standsBehind(desktop)
  await desktop.page.evaluate(`location.hash = '#/add'`)
  await desktop.page.getByRole('textbox', { name: 'Client ID' }).fill('Institute A')
  return desktop
}

test('quitting with a form half filled asks first; to stay is to find everything as it was', async () => {
  const desktop = await halfFilled()
  const asked = () => desktop.said().split('QUESTION Leave without saving?').length - 1
  await quitByMenu(desktop)
  await until('the question', () => asked() === 1)
  expect(await keeperOf(desktop)).toBe(desktop.pid)
  expect(await desktop.page.getByRole('textbox', { name: 'Client ID' }).inputValue()).toBe('Institute A')
  await desktop.evaluate(({ dialog }) => {
    dialog.showMessageBox = async () => ({ response: 1, checkboxChecked: false })
  })
  await quitByMenu(desktop)
  expect(await desktop.exited).toBe(0)
})

test('a session that ends waits for no form', async () => {
  const desktop = await halfFilled()
  await desktop.end()
  expect(await desktop.exited).toBe(0)
  expect(desktop.said()).not.toContain('QUESTION')
})

test('a session that ends while that question stands unanswered waits for no answer', async () => {
  const desktop = await halfFilled()
  await desktop.evaluate(({ dialog }) => {
    dialog.showMessageBox = (() => {
      process.stdout.write('UNANSWERED\n')
      return new Promise(() => {})
    }) as typeof dialog.showMessageBox
  })
  await quitByMenu(desktop)
  await until('the question', () => desktop.said().includes('UNANSWERED'))
  await desktop.end()
  expect(await desktop.exited).toBe(0)
})

test('a session that ends before that question is there is not held up by it either', async () => {
  const desktop = await halfFilled()
  await desktop.evaluate(({ app, dialog, Menu }) => {
    dialog.showMessageBox = (() => {
      process.stdout.write('UNANSWERED\n')
      return new Promise(() => {})
    }) as typeof dialog.showMessageBox
    const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? []
    items.find(({ label }) => label === 'Quit')?.click()
    // The page is being asked whether something was typed.
    app.quit()
  })
  expect(await desktop.exited).toBe(0)
  expect(desktop.said()).not.toContain('UNANSWERED')
})

test('where closing the window is the end, a form half filled keeps it until somebody says so', async () => {
  const desktop = await halfFilled()
  const close = () => desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await desktop.evaluate(({ Tray }) => {
    const keep = Tray.all[0]?.menu?.items.find(({ label }) => label === 'Keep running when the window is closed')
    keep?.click()
  })
  await close()
  await until('the question', () => desktop.said().includes('QUESTION Leave without saving?'))
  expect(await desktop.page.getByRole('textbox', { name: 'Client ID' }).inputValue()).toBe('Institute A')
  await desktop.evaluate(({ dialog }) => {
    dialog.showMessageBox = async () => ({ response: 1, checkboxChecked: false })
  })
  await close()
  expect(await desktop.exited).toBe(0)
})

test('a burst of links from outside takes nothing of what was typed, and one can leave by one of them', async () => {
  const desktop = await halfFilled()
  const { page } = desktop
  const links = (...names: readonly string[]) =>
    desktop.evaluate(({ app }, all) => {
      for (const name of all) app.emit('second-instance', {}, [`everbearer://connections/${name}`])
    }, names)
  const asked = page.getByRole('dialog', { name: 'Leave without saving?' })
  await links('ward', 'ward', 'other', 'ward', 'ward', 'last', 'ward', 'ward')
  await asked.getByRole('button', { name: 'Stay here' }).click()
  await asked.waitFor({ state: 'detached' })
  await until('the way back', async () => (await page.evaluate('location.hash')) === '#/add')
  expect(await page.getByRole('textbox', { name: 'Client ID' }).inputValue()).toBe('Institute A')
  await links('last')
  await asked.getByRole('button', { name: 'Leave', exact: true }).click()
  await until('the way there', async () => (await page.evaluate('location.hash')) === '#/connections/last')
})
