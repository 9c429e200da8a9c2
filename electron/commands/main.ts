import { exitCodeOf } from '../../shared/exit-code.ts'
import type { Fault } from '../../shared/fault.ts'
import type { Texts } from '../../shared/text/texts.ts'
import { nodeClock } from '../adapters/node/clock.ts'
import { stateFolderPath } from '../adapters/node/files/state-folder.ts'
import { logOfHost } from '../adapters/node/log/host-log.ts'
import { runForeignProgram } from '../adapters/node/processes/child-program.ts'
import { findDesktop, openDesktop } from '../adapters/node/processes/desktop-program.ts'
import { endWithParent } from '../adapters/node/processes/end-with-parent.ts'
import { showInBrowser } from '../adapters/node/processes/system-browser.ts'
import { spokenTexts } from '../adapters/node/terminal/spoken-language.ts'
import { nodeTerminal, type Terminal } from '../adapters/node/terminal/terminal.ts'
import { takePassphrase } from '../adapters/node/vaults/passphrase.ts'
import { type Log, noLog } from '../core/log/log.ts'
import { tellInUse } from '../hosting/in-use.ts'
import { openNodeBridge } from '../hosting/node-host.ts'
import { VERSION } from '../hosting/version.ts'
import { runCommandLine } from './command-line.ts'
import { tellReplaced } from './hosts/replaced-keeper.ts'
import { takeVerbose } from './input/verbose.ts'
import { faultLine } from './output/fault-line.ts'

/** The full command line in this process: wires terminal, bridge and ways to run, and ends the process with its code. */
export async function main(given: readonly string[]): Promise<void> {
  endWithParent()
  const terminal = nodeTerminal()
  const texts = spokenTexts()
  const { words, verbose } = takeVerbose(given)
  const showLog = verbose ? terminal.err : undefined
  const code = await runCommandLine(words, {
    terminal,
    texts,
    clock: nodeClock,
    log: logOfCommand(),
    version: VERSION,
    openBridge: () =>
      openNodeBridge({
        host: 'command line',
        lasting: false,
        showLog,
        sessionBegan: (session) => tellReplaced(terminal, texts, session),
      }),
    // From a copy: the bridge itself removes the variables.
    givenPassphrase: takePassphrase({ ...process.env }),
    runProgram: runForeignProgram,
    tellInUse: (name) =>
      tellInUse({ stateFolder: stateFolderPath(process.env), version: VERSION, clock: nodeClock }, name),
    async connectionNames() {
      const { knownNames } = await import('../hosting/known-names.ts')
      return knownNames({ stateFolder: stateFolderPath(process.env), version: VERSION, clock: nodeClock })
    },
    openInBrowser: (address) => showInBrowser(address, nodeClock),
    async workstation() {
      const { nodeWorkstation } = await import('../adapters/node/machine/workstation.ts')
      return nodeWorkstation(process.argv[1] ?? '')
    },
    async desktop() {
      const found = findDesktop(process.env)
      return typeof found === 'string' ? found : await openDesktop(found, process.env)
    },
    agent: async () => (await import('../agent.ts')).runAgent(terminal, texts, showLog),
    browserHost: async (options) => (await import('../browser.ts')).runBrowserHost(options, terminal, texts, showLog),
    demo: async (forMs) => (await import('../demo.ts')).runDemo(forMs, terminal, texts),
  })
  // Whatever still holds the process open has nothing more to say.
  process.stdout.write('', (last) => process.exit(codeAfterOutput(code, terminal.unwritten(last), terminal, texts)))
}

/** A full disk under `> file` must not look as if all had been written: a key or a sealed file may be in it. */
function codeAfterOutput(code: number, unwritten: Fault | null, terminal: Terminal, texts: Texts): number {
  if (unwritten === null) return code
  terminal.err(faultLine(texts, unwritten))
  return code === 0 ? exitCodeOf(unwritten.code) : code
}

/** A bad log level is reported when the bridge opens; here it must not stop the command. */
function logOfCommand(): Log {
  try {
    return logOfHost({ stateFolder: stateFolderPath(process.env), lasting: false })
  } catch {
    return noLog
  }
}
