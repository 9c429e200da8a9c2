/** What each push tries in a real Electron, in the stand-in: it is what remains where that runtime cannot be had. */
import { describe } from 'vitest'
import { brokenGuards } from '../../desktop/suites/broken-guards.ts'
import { guards } from '../../desktop/suites/guards.ts'
import { story } from '../../desktop/suites/story.ts'
import { standIn } from '../../kit/electron/stand-in-host.ts'

describe('the stand-in', () => {
  guards(standIn)
  brokenGuards(standIn, () => true)
  story(standIn)
})
