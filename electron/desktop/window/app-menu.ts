import type { MenuItemConstructorOptions } from 'electron'
import type { DesktopTexts } from '../../../shared/text/desktop-texts.ts'

type MenuActions = {
  /** A place in the page, as its address has it behind the number sign. */
  open(place: string): void
  about(): void
  quit(): void
}

type MenuParts = { readonly platform: NodeJS.Platform; readonly words: DesktopTexts; readonly actions: MenuActions }

/**
 * The menus of the window. Without them Electron puts its own there, with entries for developers and a "Help" about
 * Electron; and on macOS neither copying nor pasting has a key without an Edit menu.
 */
export function appMenu({ platform, words, actions }: MenuParts): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin'
  const own: MenuItemConstructorOptions[] = [
    { label: words.menuAdd, accelerator: 'CmdOrCtrl+N', click: () => actions.open('#/add') },
    { label: words.menuJournal, accelerator: 'CmdOrCtrl+J', click: () => actions.open('#/journal') },
    { label: words.menuSettings, accelerator: 'CmdOrCtrl+,', click: () => actions.open('#/settings') },
    { type: 'separator' },
    { role: 'close' },
  ]
  // macOS has "Quit" in the menu of the program itself.
  const quit: MenuItemConstructorOptions[] = [
    { label: words.quit, accelerator: 'CmdOrCtrl+Q', click: () => actions.quit() },
  ]
  return [
    ...(mac ? [{ role: 'appMenu' as const }] : []),
    { label: words.menuFile, submenu: mac ? own : [...own, ...quit] },
    { role: 'editMenu' },
    {
      label: words.menuView,
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        // The same key without Shift, as everywhere else.
        { role: 'zoomIn', accelerator: 'CmdOrCtrl+=', visible: false },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
    // On macOS it stands in the menu of the program itself.
    ...(mac ? [] : [{ label: words.menuHelp, submenu: [{ label: words.menuAbout, click: () => actions.about() }] }]),
  ]
}
