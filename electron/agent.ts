import { isVaultShut } from '../shared/connections/states.ts'
import { exitCodeOf } from '../shared/exit-code.ts'
import { FaultError } from '../shared/fault.ts'
import { faultSentence, filled } from '../shared/text/sentence.ts'
import type { Texts } from '../shared/text/texts.ts'
import { nodeClock, quietNodeClock } from './adapters/node/clock.ts'
import { onStopSignal } from './adapters/node/processes/stop-signals.ts'
import { returnUnusedMemory } from './adapters/node/processes/unused-memory.ts'
import type { Terminal } from './adapters/node/terminal/terminal.ts'
import { tellReplaced } from './commands/hosts/replaced-keeper.ts'
import { faultLine } from './commands/output/fault-line.ts'
import { noVaultText } from './commands/vault/no-vault-text.ts'
import { openNodeBridge } from './hosting/node-host.ts'
import type { BridgeOptions } from './hosting/open-bridge.ts'

type NewSession = Parameters<NonNullable<BridgeOptions['sessionBegan']>>[0]

/**
 * Keeps tokens fresh without a window until it is stopped; on standby while another host is the keeper. Prints a status
 * line to standard output at first and whenever it changes. Gives the exit code after pending renewals and saves; raises
 * what prevents its start.
 */
export async function runAgent(
  terminal: Terminal,
  texts: Texts,
  /** Shows a person each line of the log. */
  showLog?: (line: string) => void,
): Promise<number> {
  // Not `terminal.stopped()`: an agent goes on when whoever read its output is gone.
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>()
  onStopSignal(stop, nodeClock)
  let code = 0
  let session: NewSession | null = null
  const report = (): void => void (session !== null && printStatus(session, terminal, texts))
  const memory = returnUnusedMemory(quietNodeClock)
  const bridge = await openNodeBridge({
    host: 'agent',
    lasting: true,
    showLog,
    sessionBegan(next) {
      session = next
      memory.collectWhenIdle()
      tellReplaced(terminal, texts, next)
      report()
    },
    troubled(trouble) {
      terminal.err(faultLine(texts, trouble))
      // It would become the keeper but cannot (its program was replaced): exit, so that the service manager restarts it.
      if (trouble.code !== 'program_replaced') return
      code = exitCodeOf(trouble.code)
      stop()
    },
  })
  // The vault was chosen, moved or unlocked: print the new status.
  bridge.subscribe(({ notice }) => {
    memory.collectWhenIdle()
    if (notice === 'vault.changed' && session?.kind === 'keeper') report()
  })
  await stopped
  await bridge.close()
  return code
}

async function printStatus(session: NewSession, terminal: Terminal, texts: Texts): Promise<void> {
  const { words } = texts
  if (session.kind === 'client') {
    const { host, pid } = session.keeper
    return terminal.out(`${filled(words.agentStandingBy, { host, pid: pid ?? '' })}\n`)
  }
  try {
    const views = await session.call('connections.list', {})
    const count = views.length
    const status = await session.call('vault.status', {})
    const { kind: vault, condition } = status
    if (vault === 'none') {
      return terminal.out(`${filled(words.agentUnchosen, { say: noVaultText(texts, status) })}\n`)
    }
    const conditionText = condition === 'open' ? '' : condition
    const keeps = filled(words.agentKeeps, { count, vault, shut: conditionText })
    // The fault, for a reader of the service's log.
    const trouble = conditionText === '' ? status.trouble : views.find(isVaultShut)?.fault
    terminal.out(trouble ? `${keeps}. ${faultSentence(texts, trouble)}\n` : `${keeps}\n`)
  } catch (thrown) {
    // The session has ended; the next one prints its own status.
    if (!(thrown instanceof FaultError)) throw thrown
  }
}
