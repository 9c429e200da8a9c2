import { join } from 'node:path'
import { BrowserWindow, type BrowserWindowConstructorOptions, Menu, nativeTheme } from 'electron'
import type { WindowFile } from '../../adapters/electron/window-file.ts'
import { fieldMenu } from './field-menu.ts'
import { workAreas } from './screens.ts'
import { PAGE_ADDRESS } from './trusted-senders.ts'
import { LEAST_SIZE, openingBounds } from './window-bounds.ts'

/** As in the page's theme (renderer/theme.ts). */
const BACKGROUND = { light: '#f6f7f5', dark: '#0f1411' } as const

export type WindowParts = {
  readonly file: WindowFile
  /** The folder of the built programs. */
  readonly dist: string
  readonly packaged: boolean
}

/**
 * Everything that makes the window a window onto a page, and onto nothing of this machine (docs/architecture.md
 * "Laws").
 */
export function windowOptions({ file, dist, packaged }: WindowParts): BrowserWindowConstructorOptions {
  return {
    ...openingBounds(file.current().bounds, workAreas()),
    minWidth: LEAST_SIZE.width,
    minHeight: LEAST_SIZE.height,
    show: false,
    title: 'Everbearer',
    icon: join(dist, 'icons', 'app.png'),
    // The page's own ground, until it has painted and where the window is drawn larger.
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    autoHideMenuBar: true,
    webPreferences: {
      preload: join(dist, 'preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: !packaged,
      // A hidden window has nothing to count down; what it shows is right again with the first frame.
      backgroundThrottling: true,
    },
  }
}

/**
 * A loaded page navigates itself, as by its own link, and asks about unsaved input; loadURL would reload a place that is
 * already shown. A load that the next one interrupts rejects, which is no error here.
 */
export function goTo({ webContents }: BrowserWindow, place: string): void {
  const isThere = webContents.getURL().startsWith(PAGE_ADDRESS) && !webContents.isLoadingMainFrame()
  const navigation =
    isThere && !webContents.isCrashed()
      ? webContents.executeJavaScript(`void (location.hash = ${JSON.stringify(place)})`)
      : webContents.loadURL(`${PAGE_ADDRESS}${place}`)
  navigation.catch(() => {})
}

/** A desktop that starts with the session opens its window out of sight. */
export type OpeningMode = 'in-front' | 'hidden'

/** Opens the window on the page and remembers where a person puts it. Shown when the page has painted, if at all. */
export function openWindow(parts: WindowParts, place: string, shown: OpeningMode): BrowserWindow {
  const window = new BrowserWindow(windowOptions(parts))
  const { file } = parts
  if (file.current().maximized) window.maximize()
  if (shown === 'in-front') window.once('ready-to-show', () => window.show())
  const saveBounds = (): void => {
    const maximized = window.isMaximized()
    file.change(maximized ? { maximized } : { maximized, bounds: window.getNormalBounds() })
  }
  window.webContents.on('context-menu', (_event, clicked) => {
    const items = fieldMenu(clicked)
    if (items.length > 0) Menu.buildFromTemplate(items).popup({ window })
  })
  window.on('resize', saveBounds)
  window.on('move', saveBounds)
  window.on('maximize', saveBounds)
  window.on('unmaximize', saveBounds)
  goTo(window, place)
  return window
}
