import { FaultError } from '../shared/fault.ts'
import { filled } from '../shared/text/sentence.ts'
import type { Texts } from '../shared/text/texts.ts'
import { nodeClock } from './adapters/node/clock.ts'
import { onStopSignal } from './adapters/node/stop-signals.ts'
import type { Terminal } from './adapters/node/terminal.ts'
import { faultLine } from './commands/fault-line.ts'
import { openNodeBridge } from './hosting/node-host.ts'
import type { BridgeOptions } from './hosting/open-bridge.ts'

type NewSeat = Parameters<NonNullable<BridgeOptions['seated']>>[0]

/**
 * Keeps tokens fresh with no window until it is stopped; on standby while another host keeps. Says in one line of
 * standard output what it has become, and again whenever that changes. Gives the exit code, after renewals and saves
 * under way are finished; raises what hinders it at first.
 */
export async function runAgent(terminal: Terminal, texts: Texts): Promise<number> {
  // Not `terminal.stopped()`: an agent goes on when whoever read its output is gone.
  const stopped = new Promise<void>((stop) => onStopSignal(stop, nodeClock))
  const bridge = await openNodeBridge({
    host: 'agent',
    lasting: true,
    seated: (seat) => void tell(seat, terminal, texts),
    troubled: (trouble) => terminal.err(faultLine(texts, trouble)),
  })
  await stopped
  await bridge.close()
  return 0
}

async function tell(seat: NewSeat, terminal: Terminal, { words }: Texts): Promise<void> {
  if (seat.kind === 'client') {
    const { host, pid } = seat.keeper
    return terminal.out(`${filled(words.agentStandingBy, { host, pid: pid ?? '' })}\n`)
  }
  try {
    const { length: count } = await seat.call('connections.list', {})
    const { kind: vault, condition } = await seat.call('vault.status', {})
    const shut = condition === 'open' ? '' : condition
    terminal.out(`${filled(count === 1 ? words.agentKeepsOne : words.agentKeeps, { count, vault, shut })}\n`)
  } catch (thrown) {
    // It is over before it could be told; the next seat tells its own.
    if (!(thrown instanceof FaultError)) throw thrown
  }
}
