import { app, nativeTheme, protocol, session, shell } from 'electron'
import type { Fault } from '../../shared/fault.ts'
import { windowFile } from '../adapters/electron/window-file.ts'
import { nodeClock } from '../adapters/node/clock.ts'
import { stateFolderPath } from '../adapters/node/files/state-folder.ts'
import { readBuiltPage } from '../adapters/node/loopback/built-page.ts'
import { HIDDEN } from '../adapters/node/processes/hidden-start.ts'
import { takePassphrase } from '../adapters/node/vaults/passphrase.ts'
import type { JournalFile } from '../core/ports.ts'
import { ownStateFolder } from '../hosting/own-state-folder.ts'
import { placeOfLink, placeOfWords } from './deep-link.ts'
import { heldWords } from './held-words.ts'
import { createSignInLinks } from './sign-in-links.ts'
import { watchUncaught } from './uncaught.ts'
import { createChosenTheme } from './window/chosen-theme.ts'
import { hardenPages, hardenSessions, refuseCertificates } from './window/hardening.ts'
import { createPageWindow } from './window/page-window.ts'
import { servePage } from './window/protocol.ts'

/**
 * The desktop from "ready" to its first window, and only what that needs: each module that is loaded here is waited for by
 * whoever has clicked the icon. The rest (behind-window.ts) is loaded when there is something to see.
 */
export async function startDesktop(dist: string): Promise<void> {
  const stateFolder = stateFolderPath(process.env)
  await ownStateFolder(stateFolder)
  // The window's processes inherit the environment.
  const askPassphrase = takePassphrase(process.env)
  const troubles = heldWords<Fault>()
  const file = windowFile({ folder: stateFolder, clock: nodeClock, troubled: troubles.say })
  // Past the keeper, whose other process may be the one that keeps: a line of its own at the end of the file.
  let journal: Promise<JournalFile> | null = null
  const openJournal = () =>
    import('../adapters/node/files/journal-file.ts').then(({ journalFile }) => journalFile(stateFolder))
  watchUncaught(process, async (bug) => {
    journal ??= openJournal()
    await (await journal).append({ at: nodeClock.now(), ...bug }).catch(() => {})
  })
  const signInLinks = createSignInLinks()
  const chosenTheme = createChosenTheme(nativeTheme, stateFolder)
  hardenPages(app, shell, signInLinks.has)
  hardenSessions(app, session)
  refuseCertificates(app)
  const place = placeOfWords(process.argv)
  const files = readBuiltPage()
  const remembering = () => import('./window/remembered.ts')
  // The first load shows the list; what a later one shows, no server is told.
  let showsList = place === null
  servePage(protocol, files, async () => {
    const first = showsList
    showsList = false
    return first ? (await remembering()).firstFrameNow(stateFolder, app.getLocale()) : ''
  })

  const hidden = process.argv.includes(HIDDEN)
  const window = createPageWindow({
    file,
    dist,
    packaged: app.isPackaged,
    clock: nodeClock,
    remembered: async () => (await remembering()).rememberedNow(stateFolder),
  })
  window.show(place, hidden)
  // While Chromium makes a process for the page.
  void remembering()

  // At login, or by a command that needs a keeper: whoever started it so wants no window.
  app.on('second-instance', (_event, words) => void (words.includes(HIDDEN) || window.show(placeOfWords(words))))
  // On macOS a link comes as an event, also to a program that has just begun.
  app.on('open-url', (event, link) => {
    event.preventDefault()
    window.show(placeOfLink(link))
  })
  app.on('activate', () => window.show(null))

  await files
  if (!hidden) await window.seen
  const { standBehind } = await import('./behind-window.ts')
  await standBehind({ dist, stateFolder, askPassphrase, file, troubles, signInLinks, chosenTheme, window })
}
