import { app } from 'electron'
import { HIDDEN } from '../adapters/node/processes/hidden-start.ts'
import { setXdgAutostart } from '../adapters/node/processes/xdg-autostart.ts'

/** With no window: whoever logs in has other things to do. */
export async function setStartAtLogin(on: boolean): Promise<void> {
  const args = app.isPackaged ? [HIDDEN] : [app.getAppPath(), HIDDEN]
  if (process.platform !== 'linux') return app.setLoginItemSettings({ openAtLogin: on, args })
  // An AppImage is mounted elsewhere at each start; the variable names the file itself.
  await setXdgAutostart(on, [process.env['APPIMAGE'] ?? process.execPath, ...args], process.env)
}
