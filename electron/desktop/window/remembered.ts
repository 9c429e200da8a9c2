import type { Remembered } from '../../../shared/api/contract/contract.ts'
import { rememberedAt } from '../../../shared/connections/kept-index.ts'
import { textsFor } from '../../../shared/text/language.ts'
import { nodeClock } from '../../adapters/node/clock.ts'
import { lookAtIndex } from '../../adapters/node/files/index-file.ts'
import { firstFrame } from './first-frame.ts'

/** What can be said of the connections while no keeper has answered yet. */
export function rememberedNow(stateFolder: string): Remembered[] {
  return rememberedAt(lookAtIndex(stateFolder)?.connections ?? [], nodeClock.now())
}

/** The same as the page's first frame. */
export function firstFrameNow(stateFolder: string, locale: string): string {
  return firstFrame(rememberedNow(stateFolder), textsFor(locale))
}
