import { fault } from '../../../shared/fault.ts'
import type { Texts } from '../../../shared/text/texts.ts'
import type { Terminal } from '../../adapters/node/terminal/terminal.ts'
import { buildName } from '../../hosting/build.ts'
import type { KeeperSession } from '../../hosting/keeper-session.ts'
import { BUILD } from '../../hosting/version.ts'
import { warningLine } from '../output/fault-line.ts'

/** After an update: says on standard error which keeper has made room for this program, since it still runs and waits. */
export function tellReplaced(
  terminal: Pick<Terminal, 'err'>,
  texts: Texts,
  { replaced }: Pick<KeeperSession, 'replaced'>,
): void {
  if (replaced === null) return
  const params = { host: replaced.host, theirs: replaced.version, ours: buildName(BUILD) }
  terminal.err(warningLine(texts, fault('keeper_replaced', params)))
}
