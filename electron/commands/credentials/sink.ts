import type { Command } from 'commander'
import { faultOf } from '../../../shared/fault.ts'
import { filled } from '../../../shared/text/sentence.ts'
import { onConnection } from '../command.ts'
import { type CommandContext, type OpenBridge, withBridge } from '../context.ts'
import { warningLine } from '../output/fault-line.ts'
import { followedConnection } from './followed-connection.ts'
import { sinkFile } from './sink-file.ts'
import { tokenFor } from './token-for.ts'

type Options = { readonly to: string; readonly replace?: boolean }

/** For what the notices may miss while one keeper follows another. */
const LOOK_EVERY_MS = 15_000

/**
 * Keeps a file with the valid token for programs that read nothing else, for as long as this runs: 0600, replaced as a whole,
 * removed at the end, or with its connection, if it is still ours. Nothing else in Everbearer writes a token in plain; so it says that it does.
 */
export function sinkCommand(context: CommandContext): Command {
  const { texts } = context
  return onConnection(context, 'credential sink')
    .requiredOption('--to <file>', texts.options.sinkTo)
    .option('--replace', texts.options.sinkReplace)
    .action(async (name: string, options: Options) => {
      await withBridge(context, (bridge) => keepFile(context, bridge, name, options))
    })
}

async function keepFile(context: CommandContext, bridge: OpenBridge, name: string, options: Options): Promise<void> {
  const { terminal, texts, clock } = context
  const { to: path, replace = false } = options
  const followed = followedConnection(bridge, name)
  const file = sinkFile(terminal, path, replace)
  let last: Promise<unknown> = Promise.resolve()
  let next = () => {}
  let over = false
  let said = ''
  let isSaid = false

  async function write(): Promise<void> {
    if (over) return
    const { token, generation, expiresAt } = await tokenFor(context, bridge, await followed.name())
    if (over || !(await file.write(token))) return
    if (!isSaid) terminal.err(`everbearer: ${filled(texts.words.sinkPlain, { path })}\n`)
    isSaid = true
    const until = expiresAt === null ? {} : { until: terminal.localTime(Date.parse(expiresAt)) }
    terminal.out(`${filled(texts.words.sinkWritten, { path, generation, ...until })}\n`)
  }

  async function takeAway(): Promise<void> {
    const isRemoved = await file.takeAway()
    if (isRemoved === null) return
    terminal.out(`${filled(isRemoved ? texts.words.sinkRemoved : texts.words.sinkLeft, { path })}\n`)
  }

  /** The token of a connection that is gone is not left behind; it comes back with the connection. */
  async function goneAfter(thrown: unknown): Promise<never> {
    if (faultOf(thrown).code === 'no_such_connection') await takeAway()
    throw thrown
  }

  /** Once for as long as it stays the same: it is looked for every few seconds. */
  function sayOnce(warning: string): void {
    if (warning !== '' && warning !== said) terminal.err(warning)
    said = warning
  }

  /** One at a time; what hinders a renewal for now is said, and the token that is there stays. */
  function look(): void {
    next()
    last = last
      .then(write)
      .catch(goneAfter)
      .then(
        () => sayOnce(''),
        (thrown: unknown) => sayOnce(warningLine(texts, faultOf(thrown), { name })),
      )
    if (!over) next = clock.after(LOOK_EVERY_MS, look)
  }

  const end = bridge.subscribe((notice) => {
    if (followed.isAbout(notice)) look()
  })
  try {
    await write()
    next = clock.after(LOOK_EVERY_MS, look)
    await terminal.stopped()
  } finally {
    over = true
    end()
    next()
    await last
    await takeAway()
  }
}
