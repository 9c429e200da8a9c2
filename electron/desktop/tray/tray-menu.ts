import type { MenuItemConstructorOptions } from 'electron'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import type { DesktopTexts } from '../../../shared/text/desktop-texts.ts'
import { filled } from '../../../shared/text/sentence.ts'
import type { Texts } from '../../../shared/text/texts.ts'
import { menuRows } from './menu-rows.ts'

export type ConnectionAction = 'copyToken' | 'test' | 'refresh'

export type TrayActions = {
  open(connection: string | null): void
  /** An action on one connection without the window; a notification tells the result. */
  runAction(action: ConnectionAction, connection: string): void
  refreshAll(): void
  quit(): void
  choose(choice: 'startAtLogin' | 'closeToTray', on: boolean): void
  readonly choices: () => Readonly<Record<'startAtLogin' | 'closeToTray', boolean>>
}

/** What the tray shows of a connection: from the index at first, then from the keeper. */
export type TrayConnection = Pick<ConnectionView, 'name' | 'state' | 'expiresAt'>

export type TrayWords = { readonly texts: Texts; readonly words: DesktopTexts }

export function trayMenu(
  views: readonly TrayConnection[],
  actions: TrayActions,
  { texts, words }: TrayWords,
): MenuItemConstructorOptions[] {
  const rows = menuRows(views).map(
    ({ name, state }): MenuItemConstructorOptions => ({
      label: filled(words.connection, { name, state: texts.states[state].word }),
      submenu: [
        { label: words.openOne, click: () => actions.open(name) },
        { type: 'separator' },
        { label: words.copyToken, click: () => actions.runAction('copyToken', name) },
        { label: words.testOne, click: () => actions.runAction('test', name) },
        { label: words.refreshOne, click: () => actions.runAction('refresh', name) },
      ],
    }),
  )
  const more = views.length - rows.length
  const chosen = actions.choices()
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
