import { spawn } from 'node:child_process'
import { raise } from '../../../../shared/fault.ts'
import { withinTime } from '../../../core/concurrency/pause.ts'
import type { Clock } from '../../../core/ports.ts'
import { withoutPassphrase } from '../processes/child-environment.ts'
import { type ClipboardTool, type Command, clipboardTools } from './clipboard-tools.ts'

/** These programs answer at once; one that waits for a display that is gone never does. */
const TIMEOUT_MS = 5_000
/** More than any token; what is longer is none of ours. */
const MAX_READ = 1_048_576

/**
 * The clipboard of the session that this program runs in, by the platform's own programs. The first of `tools` that takes the secret
 * is the one that is asked later. `put` raises clipboard_missing where none does.
 */
export function systemClipboard(
  clock: Clock,
  env: NodeJS.ProcessEnv,
  tools: readonly ClipboardTool[] = clipboardTools(env),
) {
  let chosenTool: ClipboardTool | null = null
  const writeTo = (command: Command, input: string) => run(command, { input, reads: false }, clock, env)
  return {
    async put(secret: string): Promise<void> {
      for (const tool of tools) {
        if ((await writeTo(tool.put, secret)) === null) continue
        chosenTool = tool
        return
      }
      raise('clipboard_missing')
    },
    async readText(): Promise<string> {
      const read = chosenTool === null ? null : await run(chosenTool.read, { input: '', reads: true }, clock, env)
      return read ?? raise('clipboard_missing')
    },
    async clear(): Promise<void> {
      if (chosenTool !== null) await writeTo(chosenTool.clear === 'empty' ? chosenTool.put : chosenTool.clear, '')
    },
  }
}

type RunOptions = { readonly input: string; readonly reads: boolean }

/** What it has printed, where somebody `reads` that; null where it is not there, or has not done it. */
async function run(
  { program, args }: Command,
  { input, reads }: RunOptions,
  clock: Clock,
  env: NodeJS.ProcessEnv,
): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>()
  const child = spawn(program, args, {
    // Who holds a clipboard goes on in the background, with all that it was given to write to.
    stdio: ['pipe', reads ? 'pipe' : 'ignore', 'ignore'],
    env: withoutPassphrase(env),
    windowsHide: true,
  })
  let output = ''
  child.stdout?.setEncoding('utf8').on('data', (part: string) => {
    output = `${output}${part}`.slice(0, MAX_READ)
  })
  child.on('error', () => resolve(null))
  child.on(reads ? 'close' : 'exit', (code) => resolve(code === 0 ? output : null))
  // A program that has ended reads nothing; its exit is handled above.
  child.stdin?.on('error', () => {})
  child.stdin?.end(input)
  const outcome = await withinTime(clock, TIMEOUT_MS, promise)
  if (outcome === null) child.kill()
  return outcome
}
