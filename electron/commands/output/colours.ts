import type { State } from '../../../shared/connections/states.ts'
import type { Terminal } from '../../adapters/node/terminal/terminal.ts'
import { ownSequence } from '../../adapters/node/terminal/terminal-filter.ts'

/** Colours of the terminal's own palette, so that they fit light and dark ones; never the only sign of anything. */
const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36 } as const
export type Colour = keyof typeof CODES

export type Paint = (text: string, colour: Colour) => string

export function paintFor(terminal: Pick<Terminal, 'colours'>): Paint {
  return terminal.colours
    ? (text, colour) => `${ownSequence(`${CODES[colour]}m`)}${text}${ownSequence('0m')}`
    : (text) => text
}

export const STATE_COLOUR: Readonly<Record<State, Colour>> = {
  valid: 'green',
  renewing: 'cyan',
  expiring: 'yellow',
  expired: 'red',
  unknown: 'dim',
  'needs-person': 'red',
  paused: 'dim',
  unsaved: 'magenta',
}
