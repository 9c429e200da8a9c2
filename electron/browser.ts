import type { Texts } from '../shared/text/texts.ts'
import { systemClipboard } from './adapters/node/clipboard/system-clipboard.ts'
import { nodeClock } from './adapters/node/clock.ts'
import { nodeDigest } from './adapters/node/digest.ts'
import { stateFolderPath } from './adapters/node/files/state-folder.ts'
import { readBuiltPage } from './adapters/node/loopback/built-page.ts'
import { onStopSignal } from './adapters/node/processes/stop-signals.ts'
import { nodeRandom } from './adapters/node/random.ts'
import { onTerminalLine } from './adapters/node/terminal/enter-key.ts'
import type { Terminal } from './adapters/node/terminal/terminal.ts'
import type { BrowserHostOptions } from './commands/context.ts'
import { tellReplaced } from './commands/hosts/replaced-keeper.ts'
import { faultLine } from './commands/output/fault-line.ts'
import { consenting } from './doors/consent.ts'
import type { PageCore } from './doors/page/page.ts'
import { createCopyToken } from './hosting/clipboard/copy-token.ts'
import { nodeDemo } from './hosting/node-demo.ts'
import { openNodeBridge } from './hosting/node-host.ts'
import { type PageHost, startPageHost } from './hosting/page-host.ts'
import { type ShownPage, showPage } from './hosting/show-page.ts'
import { createTerminalQuestion } from './hosting/terminal-question.ts'

/**
 * The browser host: keeps tokens fresh and shows the page on 127.0.0.1 until it is stopped; the first line on standard
 * output is the page's address. Gives the exit code; raises page_not_built, port_taken and what hinders a bridge.
 */
export async function runBrowserHost(
  options: BrowserHostOptions,
  terminal: Terminal,
  texts: Texts,
  /** Shows a person each line of the log. */
  showLog?: (line: string) => void,
): Promise<number> {
  // Not `terminal.stopped()`: whoever read the address may well be gone.
  const stopped = new Promise<void>((stop) => onStopSignal(stop, nodeClock))
  const files = await readBuiltPage()
  const troubled = (trouble: Parameters<typeof faultLine>[1]): void => terminal.err(faultLine(texts, trouble))
  const sessionBegan = (session: Parameters<typeof tellReplaced>[2]): void => tellReplaced(terminal, texts, session)
  const core = await openNodeBridge({ host: 'browser host', lasting: true, troubled, sessionBegan, showLog })
  const ports = { clock: nodeClock, random: nodeRandom, digest: nodeDigest }
  const demo = nodeDemo(core, terminal.env, terminal.now)
  const shown: ShownPage[] = []
  const show = async (address: string): Promise<boolean> => {
    const page = await showPage(address, stateFolderPath(terminal.env), ports)
    shown.push(page)
    return page.shown
  }
  const question = createTerminalQuestion(terminal, texts)
  const copyToken = createCopyToken(core, systemClipboard(nodeClock, terminal.env), nodeClock, ({ name, handle }) =>
    question.ask({ code: 'copy_token', params: { name, ...(handle === undefined ? {} : { handle }) } }),
  )
  const page = {
    ...ports,
    show,
    core: {
      call: consenting(core, question.ask).call,
      subscribe: core.subscribe.bind(core),
      watchKeeper: core.watchKeeper.bind(core),
    } satisfies PageCore,
    files,
    can: { demo: true, copyToken: true, askOver: false },
    startDemo: demo.start,
    copyToken: copyToken.copy,
    port: options.port,
  }
  const host = await startPageHost(page).catch(async (thrown: unknown) => {
    await core.close()
    throw thrown
  })
  await serve(host, { show: options.open ? show : null, stopped, answered: question.answered }, terminal, texts)
  for (const { tidy } of shown) await tidy()
  host.leave()
  await copyToken.clear()
  await demo.stop()
  // Calls that wait for a renewal are answered while the keeper finishes it.
  await core.close()
  await host.close()
  return 0
}

type Serving = {
  readonly show: ((address: string) => Promise<boolean>) | null
  readonly stopped: Promise<void>
  /** True for a line that was the answer to a question. */
  readonly answered: (line: string) => boolean
}

async function serve(
  host: PageHost,
  { show, stopped, answered }: Serving,
  terminal: Terminal,
  texts: Texts,
): Promise<void> {
  const { words } = texts
  terminal.out(`${host.address()}\n`)
  if (terminal.canAsk) terminal.err(`${words.pageAddressOnce}\n`)
  const stopEnter = onTerminalLine((line) => {
    if (!answered(line)) terminal.out(`${host.address()}\n`)
  })
  if (show !== null && !(await show(host.address()))) terminal.err(`${words.pageNotShown}\n`)
  await stopped
  stopEnter()
}
