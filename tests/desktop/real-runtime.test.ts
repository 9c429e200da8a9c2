/** The same suites in Electron itself: no test is left out but what only the stand-in can be told to lack. */
import { describe } from 'vitest'
import { realHost, whyNotReal } from '../kit/electron/real-host.ts'
import { guards } from './suites/guards.ts'
import { manners } from './suites/manners.ts'
import { story } from './suites/story.ts'

/** In the words of findDesktop, and of the driver. */
const WHY: Readonly<Record<string, string>> = {
  screen: 'there is no screen',
  root: 'this is root, for whom Chromium has no sandbox',
  unbuilt: 'the product is not built',
  runtime: 'Electron’s runtime is not installed (npx install-electron)',
  packaged: 'in a package the fuse that the driver needs is off',
}

if (whyNotReal !== null) {
  const why = WHY[whyNotReal] ?? whyNotReal
  process.stderr.write(`\n*** SKIPPED: story, manners and guards of the desktop in Electron itself: ${why}. ***\n\n`)
}

describe.skipIf(whyNotReal !== null)('electron real runtime', () => {
  story(realHost)
  manners(realHost)
  guards(realHost)
})
