import { app } from 'electron'
import { HIDDEN } from '../adapters/node/processes/hidden-start.ts'
import { setXdgAutostart } from '../adapters/node/processes/xdg-autostart.ts'
import { ownStart } from './own-start.ts'

/** With no window: whoever logs in has other things to do. */
export async function setStartAtLogin(on: boolean): Promise<void> {
  const { program, args } = ownStart([HIDDEN])
  if (process.platform !== 'linux') return app.setLoginItemSettings({ openAtLogin: on, args })
  await setXdgAutostart(on, [program, ...args], process.env)
}
