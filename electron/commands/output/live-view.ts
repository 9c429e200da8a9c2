import type { Terminal } from '../../adapters/node/terminal/terminal.ts'
import { ownSequence } from '../../adapters/node/terminal/terminal-filter.ts'

const HIDE_CURSOR = ownSequence('?25l')
const SHOW_CURSOR = ownSequence('?25h')
const CLEAR_LINE = ownSequence('2K')
const CLEAR_BELOW = ownSequence('J')

/** Draws lines over those it drew before. */
export function createLiveView(terminal: Pick<Terminal, 'out'>) {
  let drawnLines = 0
  let last = ''
  return {
    draw(lines: readonly string[]): void {
      const picture = lines.map((line) => `${CLEAR_LINE}${line}\n`).join('')
      if (picture === last) return
      last = picture
      const back = drawnLines === 0 ? HIDE_CURSOR : ownSequence(`${drawnLines}A`)
      drawnLines = lines.length
      terminal.out(`${back}${picture}${CLEAR_BELOW}`)
    },
    /** Leaves the last picture standing and gives the cursor back. */
    end(): void {
      if (drawnLines > 0) terminal.out(SHOW_CURSOR)
    },
  }
}
