import type { Remembered } from '../../../shared/api/contract/contract.ts'
import { rememberedAt } from '../../../shared/index-file/index-preview.ts'
import { nodeClock } from '../../adapters/node/clock.ts'
import { readIndexPreview } from '../../adapters/node/files/index-look.ts'

/** What can be said of the connections while no keeper has answered yet. */
export function rememberedNow(stateFolder: string): Remembered[] {
  return rememberedAt(readIndexPreview(stateFolder).connections, nodeClock.now())
}
