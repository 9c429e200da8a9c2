import type { Command } from 'commander'
import type { Bridge, Input } from '../../../shared/api/contract/contract.ts'
import { NAME_PATTERN } from '../../../shared/connections/connection.ts'
import { faultOf, raise } from '../../../shared/fault.ts'
import { filled } from '../../../shared/text/sentence.ts'
import { visibleJson } from '../../../shared/text/visible-text.ts'
import { newCommand } from '../command.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { raiseUsage } from '../input/usage-fault.ts'
import { newPassphrase } from '../vault/passphrase-input.ts'

type Options = {
  readonly sealed?: boolean
  readonly recipient?: string
  readonly to?: string
  readonly move?: boolean
  readonly yes?: boolean
}

/** The file goes to standard output, everything else to standard error. */
export function exportCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  const { options, words } = texts
  return newCommand(context, 'export')
    .argument('[names...]', options.exportNames)
    .option('--sealed', options.sealed)
    .option('--recipient <key>', options.recipient)
    .option('--to <file>', options.to)
    .option('--move', options.move)
    .option('--yes', options.yes)
    .action(async (given: string[], { sealed = false, recipient, to, move = false, yes = false }: Options) => {
      if (given.some((name) => !NAME_PATTERN.test(name))) raise('invalid_name')
      const names = given.length === 0 ? {} : { names: given }
      const isSealed = sealed || recipient !== undefined || to !== undefined
      if (move && !isSealed) raiseUsage('missing_option', { word: '--sealed', command: 'export' })
      if (move && !yes) await withBridge(context, (bridge) => refuseMove(bridge, given))
      if (isSealed) return exportSealed(context, names, await recipientsFrom(context, recipient, to), move)
      const { text } = await withBridge(context, (bridge) => bridge.call('moving.export', names))
      terminal.out(visibleJson(text))
      terminal.err(`everbearer: ${words.exportPlain}\n`)
    })
}

/** Before a passphrase is asked for: names the connections that would no longer be renewed here. */
async function refuseMove(bridge: Bridge, given: readonly string[]): Promise<never> {
  const names = given.length > 0 ? given : (await bridge.call('connections.list', {})).map(({ name }) => name)
  raise('confirm_export_move', { names: names.join(', ') })
}

async function exportSealed(
  context: CommandContext,
  names: Pick<Input<'moving.seal'>, 'names'>,
  { to, lines }: Recipients,
  move: boolean,
): Promise<void> {
  const { terminal, texts } = context
  const { words } = texts
  const sealed = await withBridge(context, (bridge) => bridge.call('moving.seal', { ...names, to, move })).catch(
    (thrown: unknown) => withLine(thrown, lines),
  )
  terminal.out(sealed.text)
  const values = { names: sealed.names.join(', '), count: sealed.refreshTokensLeftOut }
  const tell = (word: string): void => terminal.err(`everbearer: ${filled(word, values)}\n`)
  tell(words.exportSealed)
  if (sealed.refreshTokensLeftOut > 0) tell(words.exportLeftOut)
  if (move) tell(words.exportMoved)
  if (sealed.signer !== undefined)
    terminal.err(`everbearer: ${filled(words.exportSigned, { signer: sealed.signer })}\n`)
}

/** As many bytes as a thousand recipients with their names need. */
const MAX_RECIPIENT_BYTES = 1_024 * 1_024

/** As the contract takes them. */
const MAX_RECIPIENTS = 1_000

/** `lines`: each one's line in the file; a fault names only the line, never the text. */
type Recipients = { readonly to: Input<'moving.seal'>['to']; readonly lines: readonly number[] }

async function recipientsFrom(
  context: CommandContext,
  recipient: string | undefined,
  path: string | undefined,
): Promise<Recipients> {
  if (recipient !== undefined) return { to: { recipient }, lines: [] }
  if (path === undefined) return { to: await passphraseTo(context), lines: [] }
  const lines = (await context.terminal.read(path, MAX_RECIPIENT_BYTES)).text.split(/\r?\n/)
  const found = lines
    .map((line, index) => ({ line: index + 1, recipient: (line.split('#')[0] ?? '').trim() }))
    .filter((each) => each.recipient !== '')
  if (found.length === 0) raise('invalid_recipient', { why: 'none' })
  if (found.length > MAX_RECIPIENTS) raise('invalid_recipient', { why: 'many', count: found.length })
  return { to: { recipients: found.map((each) => each.recipient) }, lines: found.map(({ line }) => line) }
}

/** The keeper's fault counts recipients; a person needs the line. */
function withLine(thrown: unknown, lines: readonly number[]): never {
  const { code, params } = faultOf(thrown)
  const line = lines[Number(params['which']) - 1] ?? lines[0]
  if (code !== 'invalid_recipient' || line === undefined) throw thrown
  return raise(code, { line })
}

async function passphraseTo(context: CommandContext): Promise<{ passphrase: string }> {
  return { passphrase: (await newPassphrase(context, context.texts.words.askNewSealed)).reveal() }
}
