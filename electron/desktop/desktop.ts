import { app, nativeTheme, protocol, session, shell } from 'electron'
import type { Fault } from '../../shared/fault.ts'
import { firstFrameTextsFor } from '../../shared/text/first-frame-texts.ts'
import { windowFile } from '../adapters/electron/window-file.ts'
import { nodeClock } from '../adapters/node/clock.ts'
import { lookAtIndex } from '../adapters/node/files/index-look.ts'
import { stateFolderPath } from '../adapters/node/files/state-folder.ts'
import { builtPage } from '../adapters/node/loopback/built-page.ts'
import { HIDDEN } from '../adapters/node/processes/hidden-start.ts'
import { takePassphrase } from '../adapters/node/vaults/passphrase.ts'
import type { JournalFile } from '../core/ports.ts'
import { ownStateFolder } from '../hosting/own-state-folder.ts'
import type { AskedFor } from './asked-for.ts'
import { placeOfWords } from './deep-link.ts'
import { type MessageBuffer, messageBuffer } from './message-buffer.ts'
import { createSignInLinks } from './sign-in-links.ts'
import { watchUncaught } from './uncaught.ts'
import { createChosenTheme } from './window/chosen-theme.ts'
import { outliveDrawing } from './window/drawing-trouble.ts'
import { firstFrame } from './window/first-frame.ts'
import { hardenPages, hardenSessions, refuseCertificates } from './window/hardening.ts'
import { createPageWindow } from './window/page-window.ts'
import { servePage } from './window/protocol.ts'
import { rememberedNow } from './window/remembered.ts'

/**
 * The desktop from "ready" to its first window, and only what that needs: each module that is loaded here is waited for by
 * whoever has clicked the icon. The rest (window-services.ts) is loaded when there is something to see.
 */
export async function startDesktop(dist: string, askedFor: MessageBuffer<AskedFor>): Promise<void> {
  const stateFolder = stateFolderPath(process.env)
  await ownStateFolder(stateFolder)
  // The window's processes inherit the environment.
  const askPassphrase = takePassphrase(process.env)
  const troubles = messageBuffer<Fault>()
  const file = windowFile({ folder: stateFolder, clock: nodeClock, troubled: troubles.say })
  // Past the keeper, whose other process may be the one that keeps: a line of its own at the end of the file.
  let journal: Promise<JournalFile> | null = null
  const openJournal = () =>
    import('../adapters/node/files/journal-file.ts').then(({ journalFile }) => journalFile(stateFolder))
  watchUncaught(process, async (bug, error) => {
    const { logOfHost } = await import('../adapters/node/log/host-log.ts')
    logOfHost({ stateFolder, lasting: true }).write('error', 'bug', {}, error)
    journal ??= openJournal()
    await (await journal).append({ at: nodeClock.now(), ...bug }).catch(() => {})
  })
  const signInLinks = createSignInLinks()
  const chosenTheme = createChosenTheme(nativeTheme, lookAtIndex(stateFolder).theme)
  hardenPages(app, shell, signInLinks.has)
  hardenSessions(app, session)
  refuseCertificates(app)
  outliveDrawing(app, nodeClock.monotonic)
  const place = placeOfWords(process.argv)
  const page = builtPage()
  // The first load shows the list; what a later one shows, no server is told.
  let showsList = place === null
  servePage(protocol, page, () => {
    const first = showsList
    showsList = false
    return first ? firstFrame(rememberedNow(stateFolder), firstFrameTextsFor(app.getLocale())) : ''
  })

  const hidden = process.argv.includes(HIDDEN)
  const window = createPageWindow({
    file,
    dist,
    packaged: app.isPackaged,
    clock: nodeClock,
    remembered: () => rememberedNow(stateFolder),
  })
  window.show(place, hidden ? 'hidden' : 'in-front')
  // Node loads these with their first use, which takes its time; now Chromium makes a process for the page meanwhile.
  void new Response()

  askedFor.listen(({ place: wanted }) => window.show(wanted))
  app.on('activate', () => window.show(null))

  if (!hidden) await window.seen
  const { startServices } = await import('./window-services.ts')
  await startServices({ dist, stateFolder, askPassphrase, file, troubles, signInLinks, chosenTheme, window })
}
