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

/** Notices are missed while one keeper follows another. */
const CHECK_EVERY_MS = 15_000

/**
 * Keeps a file with the valid token for programs that read nothing else, for as long as this runs: 0600, replaced as a whole,
 * removed at the end, or with its connection, if it is still ours. Nothing else in Everbearer writes a token in plain: a
 * warning says so once.
 */
export function sinkCommand(context: CommandContext): Command {
  const { texts } = context
  return onConnection(context, 'credential sink')
    .requiredOption('--to <file>', texts.options.sinkTo)
    .option('--replace', texts.options.sinkReplace)
    .action(async (name: string, options: Options) => {
      await withBridge(context, (bridge) => maintainFile(context, bridge, name, options))
    })
}

async function maintainFile(
  context: CommandContext,
  bridge: OpenBridge,
  name: string,
  options: Options,
): Promise<void> {
  const { terminal, texts, clock } = context
  const { to: path, replace = false } = options
  const followed = followedConnection(bridge, name)
  const file = sinkFile(terminal, path, replace)
  let pendingWrite: Promise<unknown> = Promise.resolve()
  let cancelCheck = () => {}
  let isOver = false
  let lastWarning = ''
  let isPlaintextTold = false

  async function write(): Promise<void> {
    if (isOver) return
    const { token, generation, expiresAt } = await tokenFor(context, bridge, await followed.name())
    if (isOver || !(await file.write(token))) return
    if (!isPlaintextTold) terminal.err(`everbearer: ${filled(texts.words.sinkPlain, { path })}\n`)
    isPlaintextTold = true
    const until = expiresAt === null ? {} : { until: terminal.localTime(Date.parse(expiresAt)) }
    terminal.out(`${filled(texts.words.sinkWritten, { path, generation, ...until })}\n`)
  }

  async function removeFile(): Promise<void> {
    const isRemoved = await file.remove()
    if (isRemoved === null) return
    terminal.out(`${filled(isRemoved ? texts.words.sinkRemoved : texts.words.sinkLeft, { path })}\n`)
  }

  /** Removes the file with its connection; if the connection comes back, the file is written again. */
  async function removeIfGone(thrown: unknown): Promise<never> {
    if (faultOf(thrown).code === 'no_such_connection') await removeFile()
    throw thrown
  }

  /** Not repeated while it stays the same: every check would print it. */
  function sayOnce(warning: string): void {
    if (warning !== '' && warning !== lastWarning) terminal.err(warning)
    lastWarning = warning
  }

  /** One at a time; what hinders a renewal is printed, and the file keeps its token. */
  function check(): void {
    cancelCheck()
    pendingWrite = pendingWrite
      .then(write)
      .catch(removeIfGone)
      .then(
        () => sayOnce(''),
        (thrown: unknown) => sayOnce(warningLine(texts, faultOf(thrown), { name })),
      )
    if (!isOver) cancelCheck = clock.after(CHECK_EVERY_MS, check)
  }

  const unsubscribe = bridge.subscribe((notice) => {
    if (followed.isAbout(notice)) check()
  })
  try {
    await write()
    cancelCheck = clock.after(CHECK_EVERY_MS, check)
    await terminal.stopped()
  } finally {
    isOver = true
    unsubscribe()
    cancelCheck()
    await pendingWrite
    await removeFile()
  }
}
