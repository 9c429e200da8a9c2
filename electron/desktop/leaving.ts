import type { App, Dialog, PowerMonitor } from 'electron'
import type { DesktopTexts } from '../../shared/text/desktop-texts.ts'
import type { WindowFile } from '../adapters/electron/window-file.ts'
import { nodeClock } from '../adapters/node/clock.ts'
import type { HostBridge } from '../hosting/open-bridge.ts'
import { askToForget } from './ask-person.ts'
import { keptInMemory } from './kept-in-memory.ts'
import type { TrayIcon } from './tray/tray.ts'

type Parts = {
  readonly app: Pick<App, 'on' | 'quit'>
  readonly power: Pick<PowerMonitor, 'on'>
  readonly dialog: Pick<Dialog, 'showMessageBox'>
  readonly words: DesktopTexts
  readonly bridge: HostBridge
  readonly demo: { stop(): Promise<void> | void }
  readonly copyToken: { clear(): Promise<void> }
  readonly file: Pick<WindowFile, 'flush'>
  readonly tray: TrayIcon | null
}

/**
 * Whoever asks the program to quit waits until nothing can be lost by it: what is kept in memory alone is asked about, and
 * a renewal or a save under way is finished.
 */
export function watchLeaving({ app, power, dialog, words, bridge, demo, copyToken, file, tray }: Parts) {
  let stage: 'here' | 'asking' | 'leaving' | 'left' = 'here'

  async function leave(): Promise<void> {
    stage = 'asking'
    const count = await keptInMemory(bridge, process.pid, nodeClock)
    stage = count === 0 || (await askToForget(dialog, words, count)) ? 'leaving' : 'here'
    if (stage === 'here') return
    await copyToken
      .clear()
      .catch(() => {})
      .then(() => demo.stop())
      .then(() => bridge.close())
      .finally(async () => {
        await file.flush()
        tray?.remove()
        stage = 'left'
        app.quit()
      })
  }

  app.on('before-quit', (event) => {
    if (stage === 'left') return
    event.preventDefault()
    if (stage === 'here') void leave()
  })
  // A signal comes too, but maybe after the screen is gone, which ends Chromium at once. The system waits some seconds for
  // whoever asks it to, by what the typings do not know of: the event can be prevented.
  power.on('shutdown', (event?: Pick<Event, 'preventDefault'>) => {
    event?.preventDefault()
    app.quit()
  })
  return { isLeaving: () => stage === 'leaving' || stage === 'left' }
}
