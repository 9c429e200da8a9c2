import { app, nativeTheme, protocol, session, shell } from 'electron'
import type { Fault } from '../../shared/fault.ts'
import { firstFrameTextsFor } from '../../shared/text/first-frame-texts.ts'
import { windowFile } from '../adapters/electron/window-file.ts'
import { nodeClock } from '../adapters/node/clock.ts'
import { readIndexPreview } from '../adapters/node/files/index-look.ts'
import { stateFolderPath } from '../adapters/node/files/state-folder.ts'
import { builtPage } from '../adapters/node/loopback/built-page.ts'
import { HIDDEN } from '../adapters/node/processes/hidden-start.ts'
import { takePassphrase } from '../adapters/node/vaults/passphrase.ts'
import type { JournalFile } from '../core/ports.ts'
import { ownStateFolder } from '../hosting/own-state-folder.ts'
import { placeOfWords } from './deep-link.ts'
import { type MessageBuffer, messageBuffer } from './message-buffer.ts'
import type { ShowRequest } from './show-requests.ts'
import { createSignInLinks } from './sign-in-links.ts'
import { watchUncaught } from './uncaught.ts'
import { createChosenTheme } from './window/chosen-theme.ts'
import { firstFrame } from './window/first-frame.ts'
import { surviveGpuCrashes } from './window/gpu-crashes.ts'
import { hardenPages, hardenSessions, refuseCertificates } from './window/hardening.ts'
import { createPageWindow } from './window/page-window.ts'
import { servePage } from './window/protocol.ts'
import { rememberedNow } from './window/remembered.ts'

/**
 * The desktop from "ready" to its first window, and only what that needs: each module that is loaded here is waited for by
 * whoever has clicked the icon. The rest (window-services.ts) is loaded when there is something to see.
 */
export async function startDesktop(dist: string, askedFor: MessageBuffer<ShowRequest>): Promise<void> {
  const stateFolder = stateFolderPath(process.env)
  await ownStateFolder(stateFolder)
  // The window's processes inherit the environment.
  const askPassphrase = takePassphrase(process.env)
  const troubles = messageBuffer<Fault>()
  const file = windowFile({ folder: stateFolder, clock: nodeClock, troubled: troubles.say })
  // Not by the keeper, which may be another process: appended to the file directly.
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
  const chosenTheme = createChosenTheme(nativeTheme, readIndexPreview(stateFolder).theme)
  hardenPages(app, shell, signInLinks.has)
  hardenSessions(app, session)
  refuseCertificates(app)
  surviveGpuCrashes(app, nodeClock.monotonic)
  const place = placeOfWords(process.argv)
  const page = builtPage()
  // Only the first load is known to show the list: a later one's place is behind the number sign, which is not sent.
  let isFirstLoad = place === null
  servePage(protocol, page, () => {
    const first = isFirstLoad
    isFirstLoad = false
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
