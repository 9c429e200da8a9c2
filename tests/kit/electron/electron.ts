/** The module `electron`, as the built main.js sees it in the stand-in. */
import { app } from './app.ts'
import { BrowserWindow } from './browser-window.ts'
import * as modelled from './modelled.ts'

const { ClipboardItem, clipboard, dialog, ipcMain, Menu, Notification, nativeImage, nativeTheme } = modelled
const { powerMonitor, protocol, screen, session, shell, Tray, utilityProcess } = modelled

export {
  app,
  BrowserWindow,
  ClipboardItem,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  Notification,
  nativeImage,
  nativeTheme,
  powerMonitor,
  protocol,
  screen,
  session,
  shell,
  Tray,
  utilityProcess,
}

// biome-ignore lint/style/noDefaultExport: electron-store takes the module as a whole
export default { app, BrowserWindow, clipboard, ipcMain, Menu, Notification, session, shell, Tray }
