import { visibleJson } from '../../shared/text/visible-text.ts'
import type { Terminal } from '../adapters/node/terminal.ts'

/** The one object that `--json` prints. Indented, since people look at it as well. */
export function printJson(terminal: Pick<Terminal, 'out'>, value: object): void {
  terminal.out(`${visibleJson(JSON.stringify(value, null, 2))}\n`)
}
