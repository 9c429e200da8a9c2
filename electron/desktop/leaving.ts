import type { App, Dialog, PowerMonitor } from 'electron'
import type { DesktopTexts } from '../../shared/text/desktop-texts.ts'
import type { WindowFile } from '../adapters/electron/window-file.ts'
import { nodeClock } from '../adapters/node/clock.ts'
import { HIDDEN } from '../adapters/node/processes/hidden-start.ts'
import type { HostBridge } from '../hosting/open-bridge.ts'
import { askToDiscard, askToForget } from './ask-person.ts'
import { relevantWords } from './deep-link.ts'
import { countInMemoryOnly } from './in-memory-only.ts'
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
 * Quits only when nothing can be lost: a person is asked about what is only in memory, and a renewal or save in flight is
 * finished, with the window hidden. A start that comes meanwhile relaunches the program afterwards.
 */
export function watchLeaving(parts: Parts): Leaving {
  const { app, power, dialog, words, bridge, demo, copyToken, file, tray, window } = parts
  let stage: 'here' | 'asking' | 'leaving' | 'left' = 'here'
  let byPerson = false
  /** The session ends while a person is asked about a form, or is about to be: nobody will answer. */
  let sessionEnds = false
  let resolveUnanswered: () => void = () => {}
  const relaunchIfAsked = rememberRestart(parts, () => stage === 'leaving')

  function mayDiscard(): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>()
    resolveUnanswered = () => resolve(true)
    return Promise.race([askToDiscard(dialog, words), promise])
  }

  async function mayLeave(asksForm: boolean): Promise<boolean> {
    if (asksForm && (await window.hasUnsaved()) && !sessionEnds && !(await mayDiscard())) {
      // The window with the unsaved input may be hidden.
      window.show(null)
      return false
    }
    const count = await countInMemoryOnly(bridge, process.pid, nodeClock)
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
        relaunchIfAsked()
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
      resolveUnanswered()
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

/** Remembers a start that came while quitting; the function returned relaunches with its words. */
function rememberRestart({ app, words, say }: Parts, isLeaving: () => boolean): () => void {
  let restartWords: readonly string[] | null = null
  app.on('second-instance', (_event, started) => {
    if (!isLeaving()) return
    const next = relevantWords(started)
    if (restartWords === null) say(words.startsAgain, words.startsAgainSay)
    // One that wants a window outweighs one that does not.
    if (restartWords === null || !next.includes(HIDDEN)) restartWords = next
  })
  return () => {
    if (restartWords === null) return
    const { program, args } = ownStart(restartWords)
    app.relaunch({ execPath: program, args })
  }
}
