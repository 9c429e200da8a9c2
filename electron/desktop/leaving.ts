import type { App, Dialog, PowerMonitor } from 'electron'
import type { DesktopTexts } from '../../shared/text/desktop-texts.ts'
import type { WindowFile } from '../adapters/electron/window-file.ts'
import { nodeClock } from '../adapters/node/clock.ts'
import { HIDDEN } from '../adapters/node/processes/hidden-start.ts'
import type { HostBridge } from '../hosting/open-bridge.ts'
import { askToDrop, askToForget } from './ask-person.ts'
import { ownWords } from './deep-link.ts'
import { keptInMemory } from './kept-in-memory.ts'
import { ownStart } from './own-start.ts'
import type { TrayIcon } from './tray/tray.ts'
import type { PageWindow } from './window/page-window.ts'

type Parts = {
  readonly app: Pick<App, 'on' | 'quit' | 'relaunch'>
  readonly power: Pick<PowerMonitor, 'on'>
  readonly dialog: Pick<Dialog, 'showMessageBox'>
  readonly words: DesktopTexts
  readonly bridge: HostBridge
  readonly demo: { stop(): Promise<void> | void }
  readonly copyToken: { clear(): Promise<void> }
  readonly file: Pick<WindowFile, 'flush'>
  readonly tray: TrayIcon | null
  readonly window: Pick<PageWindow, 'hasUnsaved' | 'show' | 'leave'>
  say(title: string, body: string): void
}

type Leaving = {
  isLeaving(): boolean
  /** As a person asks for it, who may have typed something. */
  quit(): void
}

/**
 * Whoever asks the program to quit waits until nothing can be lost by it: what is kept in memory alone is asked about, and
 * a renewal or a save under way is finished, with nothing left to be seen. Who starts it again meanwhile gets it afterwards.
 */
export function watchLeaving(parts: Parts): Leaving {
  const { app, power, dialog, words, bridge, demo, copyToken, file, tray, window, say } = parts
  let stage: 'here' | 'asking' | 'leaving' | 'left' = 'here'
  let byPerson = false
  /** The words of a start that came while we leave. */
  let again: readonly string[] | null = null

  async function mayLeave(): Promise<boolean> {
    if (byPerson && (await window.hasUnsaved()) && !(await askToDrop(dialog, words))) {
      // It may have been out of sight, with what was typed.
      window.show(null)
      return false
    }
    const count = await keptInMemory(bridge, process.pid, nodeClock)
    return count === 0 || askToForget(dialog, words, count)
  }

  async function leave(): Promise<void> {
    stage = 'asking'
    stage = (await mayLeave()) ? 'leaving' : 'here'
    byPerson = false
    if (stage === 'here') return
    window.leave()
    tray?.remove()
    await copyToken
      .clear()
      .catch(() => {})
      .then(() => demo.stop())
      .then(() => bridge.close())
      .finally(async () => {
        await file.flush()
        stage = 'left'
        const start = again === null ? null : ownStart(again)
        if (start !== null) app.relaunch({ execPath: start.program, args: start.args })
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
  app.on('second-instance', (_event, started) => {
    if (stage !== 'leaving') return
    const next = ownWords(started)
    if (again === null) say(words.startsAgain, words.startsAgainSay)
    // One that wants a window outweighs one that does not.
    if (again === null || !next.includes(HIDDEN)) again = next
  })
  return {
    isLeaving: () => stage === 'leaving' || stage === 'left',
    quit() {
      byPerson = true
      app.quit()
    },
  }
}
