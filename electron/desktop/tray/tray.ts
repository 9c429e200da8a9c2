import { join } from 'node:path'
import { Menu, type MenuItemConstructorOptions, nativeImage, nativeTheme, Tray } from 'electron'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import type { DesktopTexts } from '../../../shared/text/desktop-texts.ts'
import { filled } from '../../../shared/text/sentence.ts'
import type { Texts } from '../../../shared/text/texts.ts'
import { type TrayState, trayPicture, trayState } from './tray-state.ts'

export type ConnectionAction = 'copyToken' | 'test' | 'refresh'

export type TrayActions = {
  open(connection: string | null): void
  /** What a person may do with one connection without the window; how it went is told. */
  one(action: ConnectionAction, connection: string): void
  refreshAll(): void
  quit(): void
  choose(choice: 'startAtLogin' | 'closeToTray', on: boolean): void
  readonly chosen: () => Readonly<Record<'startAtLogin' | 'closeToTray', boolean>>
}

/** What is told of a connection; as the index remembers it at first, then as it is. */
type Shown = Pick<ConnectionView, 'name' | 'state'>

export type TrayIcon = { show(views: readonly Shown[]): void; remove(): void }

type Words = { readonly texts: Texts; readonly words: DesktopTexts }

/** The icon in the panel, with the worst state of all. Null where this desktop has no place for one. */
export function openTray(dist: string, actions: TrayActions, said: Words): TrayIcon | null {
  let state: TrayState = 'idle'
  let views: readonly Shown[] = []
  const picture = () =>
    nativeImage.createFromPath(
      join(dist, 'icons', trayPicture(state, process.platform, nativeTheme.shouldUseDarkColors)),
    )
  const tray = trayOrNull(picture())
  if (tray === null) return null
  tray.on('click', () => actions.open(null))

  function paint(): void {
    state = trayState(views)
    tray?.setImage(picture())
    tray?.setToolTip(tips(said.words)[state])
    tray?.setContextMenu(Menu.buildFromTemplate(trayMenu(views, actions, said)))
  }

  nativeTheme.on('updated', paint)
  paint()
  return {
    show(next) {
      views = next
      paint()
    },
    remove() {
      nativeTheme.off('updated', paint)
      tray.destroy()
    },
  }
}

function trayOrNull(picture: Electron.NativeImage): Tray | null {
  try {
    return new Tray(picture)
  } catch {
    return null
  }
}

function tips(words: DesktopTexts): Record<TrayState, string> {
  return { idle: words.trayIdle, calm: words.trayCalm, soon: words.traySoon, trouble: words.trayTrouble }
}

/** As many as a menu can hold without becoming a list to scroll. */
const MOST_IN_MENU = 12

export function trayMenu(
  views: readonly Shown[],
  actions: TrayActions,
  { texts, words }: Words,
): MenuItemConstructorOptions[] {
  const rows = views.slice(0, MOST_IN_MENU).map(
    ({ name, state }): MenuItemConstructorOptions => ({
      label: filled(words.connection, { name, state: texts.states[state].word }),
      submenu: [
        { label: words.openOne, click: () => actions.open(name) },
        { type: 'separator' },
        { label: words.copyToken, click: () => actions.one('copyToken', name) },
        { label: words.testOne, click: () => actions.one('test', name) },
        { label: words.refreshOne, click: () => actions.one('refresh', name) },
      ],
    }),
  )
  const more = views.length - rows.length
  const chosen = actions.chosen()
  const choice = (name: 'startAtLogin' | 'closeToTray'): MenuItemConstructorOptions => ({
    label: words[name],
    type: 'checkbox',
    checked: chosen[name],
    click: (item) => actions.choose(name, item.checked),
  })
  return [
    { label: words.open, click: () => actions.open(null) },
    { type: 'separator' },
    ...rows,
    ...(more > 0 ? [{ label: filled(words.more, { count: more }), click: () => actions.open(null) }] : []),
    ...(rows.length > 0 ? [{ type: 'separator' as const }] : []),
    { label: words.refreshAll, enabled: rows.length > 0, click: () => actions.refreshAll() },
    choice('startAtLogin'),
    choice('closeToTray'),
    { type: 'separator' },
    { label: words.quit, click: () => actions.quit() },
  ]
}
