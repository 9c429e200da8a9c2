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
  readonly window: Pick<PageWindow, 'hasUnsaved' | 'show' | 'leave' | 'end'>
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
  const { app, power, dialog, words, bridge, demo, copyToken, file, tray, window } = parts
  let stage: 'here' | 'asking' | 'leaving' | 'left' = 'here'
  let byPerson = false
  /** The session ends while a person is asked about a form, or is about to be: nobody will answer. */
  let sessionEnds = false
  let nobodyAnswers: () => void = () => {}
  const startAgain = startAfter(parts, () => stage === 'leaving')

  function mayDrop(): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>()
    nobodyAnswers = () => resolve(true)
    return Promise.race([askToDrop(dialog, words), promise])
  }

  async function mayLeave(asksForm: boolean): Promise<boolean> {
    if (asksForm && (await window.hasUnsaved()) && !sessionEnds && !(await mayDrop())) {
      // It may have been out of sight, with what was typed.
      window.show(null)
      return false
    }
    const count = await keptInMemory(bridge, process.pid, nodeClock)
    return count === 0 || askToForget(dialog, words, count)
  }

  async function leave(asksForm: boolean): Promise<void> {
    stage = 'asking'
    sessionEnds = false
    stage = (await mayLeave(asksForm)) ? 'leaving' : 'here'
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
        startAgain()
        window.end()
        app.quit()
      })
  }

  app.on('before-quit', (event) => {
    // On macOS a person's own key comes here, past `quit`, and so does a logout, which may be held up there.
    const asksForm = byPerson || process.platform === 'darwin'
    byPerson = false
    if (stage === 'left') return
    event.preventDefault()
    if (stage === 'here') void leave(asksForm)
    else if (!asksForm) {
      sessionEnds = true
      nobodyAnswers()
    }
  })
  // A signal comes too, but maybe after the screen is gone, which ends Chromium at once. The system waits some seconds for
  // whoever asks it to, by what the typings do not know of: the event can be prevented.
  power.on('shutdown', (event?: Pick<Event, 'preventDefault'>) => {
    event?.preventDefault()
    app.quit()
  })
  return {
    isLeaving: () => stage === 'leaving' || stage === 'left',
    quit() {
      byPerson = true
      app.quit()
    },
  }
}

/** Remembers a start that came while we leave; what it gives makes it good, when we are about to end. */
function startAfter({ app, words, say }: Parts, isLeaving: () => boolean): () => void {
  let again: readonly string[] | null = null
  app.on('second-instance', (_event, started) => {
    if (!isLeaving()) return
    const next = ownWords(started)
    if (again === null) say(words.startsAgain, words.startsAgainSay)
    // One that wants a window outweighs one that does not.
    if (again === null || !next.includes(HIDDEN)) again = next
  })
  return () => {
    if (again === null) return
    const { program, args } = ownStart(again)
    app.relaunch({ execPath: program, args })
  }
}
