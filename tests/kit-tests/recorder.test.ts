/** The recorder of the real runtime, tried on the stand-in's own parts: its text must stand alone, and let everything through. */
import type * as Electron from 'electron'
import { expect, test } from 'vitest'
import { app } from '../kit/electron/app.ts'
import * as modelled from '../kit/electron/modelled.ts'
import { record } from '../kit/electron/recorder.ts'

type Names = Pick<typeof modelled, 'invokes' | 'handlers' | 'partitions' | 'opened' | 'schemes'>

const { ipcMain, Notification, protocol, session, shell, Tray } = modelled

test('writes down what is asked of Electron, and asks it all the same', async () => {
  const run = new Function('electron', `(${record.toString()})(electron)`) as (electron: typeof Electron) => void
  run({ app, ...modelled } as unknown as typeof Electron)
  const recorded = Reflect.get(globalThis, 'standInNames') as Names

  const handler = () => 'answer'
  ipcMain.handle('channel', handler)
  expect([recorded.invokes.get('channel'), modelled.invokes.get('channel')]).toEqual([handler, handler])
  const serve = () => new Response('page')
  protocol.handle('app', serve)
  expect([recorded.handlers.get('app'), modelled.handlers.get('app')]).toEqual([serve, serve])
  protocol.registerSchemesAsPrivileged([{ scheme: 'app' }])
  expect([recorded.schemes, modelled.schemes]).toEqual([[{ scheme: 'app' }], [{ scheme: 'app' }]])
  const own = session.fromPartition('own', { cache: false })
  expect([recorded.partitions.get('own'), own.options]).toEqual([{ options: { cache: false } }, { cache: false }])
  app.enableSandbox()
  expect(app.sandboxed).toBe(true)

  // Nobody sits there to see these.
  await shell.openExternal('https://draw.example/')
  expect([recorded.opened, modelled.opened]).toEqual([['https://draw.example/'], []])
  new Notification({ title: 'One', body: '' }).show()
  expect(Notification.shown.map(({ title }) => title)).toEqual(['One'])

  const tray = new Tray({})
  tray.setToolTip('a tip')
  tray.setContextMenu(new modelled.Menu([]))
  expect(Tray.all).toMatchObject([{ toolTip: 'a tip', menu: { items: [] } }])

  app.becomeReady()
  await app.whenReady()
  const { defaultSession } = session
  defaultSession.setPermissionCheckHandler(() => false)
  expect(defaultSession.permissionCheck?.({}, 'media')).toBe(false)
})
