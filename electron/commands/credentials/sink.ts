import type { Command } from 'commander'
import { faultOf } from '../../../shared/fault.ts'
import { filled } from '../../../shared/text/sentence.ts'
import { newCommand } from '../command.ts'
import { type CommandContext, type OpenBridge, withBridge } from '../context.ts'
import { warningLine } from '../output/fault-line.ts'
import { tokenFor } from './token-for.ts'

type Options = { readonly to: string; readonly replace?: boolean }

/** For what the notices may miss while one keeper follows another. */
const LOOK_EVERY_MS = 15_000

/**
 * Keeps a file with the valid token for programs that read nothing else, for as long as this runs: 0600, replaced as a whole,
 * removed at the end if it is still ours. Nothing else in Everbearer writes a token in plain; so it says that it does.
 */
export function sinkCommand(context: CommandContext): Command {
  const { texts } = context
  return newCommand(context, 'credential sink')
    .argument('<name>', texts.options.name)
    .requiredOption('--to <file>', texts.options.sinkTo)
    .option('--replace', texts.options.sinkReplace)
    .action(async (name: string, options: Options) => {
      context.terminal.err(`everbearer: ${filled(texts.words.sinkPlain, { path: options.to })}\n`)
      await withBridge(context, (bridge) => keepFile(context, bridge, name, options))
    })
}

async function keepFile(context: CommandContext, bridge: OpenBridge, name: string, options: Options): Promise<void> {
  const { terminal, texts, clock } = context
  const { to: path, replace = false } = options
  let written = 0
  /** What may lie there: a write that fails has perhaps come as far as the file. */
  let ours: readonly string[] = []
  let last: Promise<unknown> = Promise.resolve()
  let next = () => {}
  let over = false
  let isRemoved = true

  async function write(first: boolean): Promise<void> {
    if (over) return
    const { token, generation, expiresAt } = await tokenFor(context, bridge, name)
    if (generation === written || over) return
    ours = [...ours, token]
    // One that is there already is somebody's, unless it is said to be ours.
    await (first && !replace ? terminal.save(path, token) : terminal.replace(path, token))
    written = generation
    ours = [token]
    const until = expiresAt === null ? {} : { until: expiresAt }
    terminal.out(`${filled(texts.words.sinkWritten, { path, generation, ...until })}\n`)
  }

  /** One at a time; what hinders a renewal for now is said, and the token that is there stays. */
  function look(): void {
    next()
    last = last
      .then(() => write(false))
      .catch((thrown: unknown) => {
        terminal.err(warningLine(texts, faultOf(thrown), { name }))
      })
    if (!over) next = clock.after(LOOK_EVERY_MS, look)
  }

  const end = bridge.subscribe((notice) => {
    if (notice.notice === 'token.replaced' && notice.name === name) look()
  })
  try {
    await write(true)
    next = clock.after(LOOK_EVERY_MS, look)
    await terminal.stopped()
  } finally {
    over = true
    end()
    next()
    await last
    if (written > 0) isRemoved = await terminal.discard(path, ours)
  }
  terminal.out(`${filled(isRemoved ? texts.words.sinkRemoved : texts.words.sinkLeft, { path })}\n`)
}
