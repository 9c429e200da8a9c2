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
import { unchosenText } from './commands/vault/unchosen-text.ts'
import { openNodeBridge } from './hosting/node-host.ts'
import type { BridgeOptions } from './hosting/open-bridge.ts'

type NewSession = Parameters<NonNullable<BridgeOptions['sessionBegan']>>[0]

/**
 * Keeps tokens fresh with no window until it is stopped; on standby while another host keeps. Says in one line of
 * standard output what it has become, and again whenever that changes. Gives the exit code, after renewals and saves
 * under way are finished; raises what hinders it at first.
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
  const say = (): void => void (session !== null && tell(session, terminal, texts))
  const memory = returnUnusedMemory(quietNodeClock)
  const bridge = await openNodeBridge({
    host: 'agent',
    lasting: true,
    showLog,
    sessionBegan(next) {
      session = next
      memory.stirred()
      tellReplaced(terminal, texts, next)
      say()
    },
    troubled(trouble) {
      terminal.err(faultLine(texts, trouble))
      // On standby, and its turn has come: it could keep nothing, and a service's manager begins it anew.
      if (trouble.code !== 'program_replaced') return
      code = exitCodeOf(trouble.code)
      stop()
    },
  })
  // Somebody has chosen, moved or opened the vault: it keeps something else now than it said.
  bridge.subscribe(({ notice }) => {
    memory.stirred()
    if (notice === 'vault.changed' && session?.kind === 'keeper') say()
  })
  await stopped
  await bridge.close()
  return code
}

async function tell(session: NewSession, terminal: Terminal, texts: Texts): Promise<void> {
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
      return terminal.out(`${filled(words.agentUnchosen, { say: unchosenText(texts, status) })}\n`)
    }
    const shut = condition === 'open' ? '' : condition
    const keeps = filled(words.agentKeeps, { count, vault, shut })
    // What opens it, or keeps the others from being reached, for whoever looks into the service's log.
    const trouble = shut === '' ? status.trouble : views.find(isVaultShut)?.fault
    terminal.out(trouble ? `${keeps}. ${faultSentence(texts, trouble)}\n` : `${keeps}\n`)
  } catch (thrown) {
    // It is over before it could be told; the next session tells its own.
    if (!(thrown instanceof FaultError)) throw thrown
  }
}
