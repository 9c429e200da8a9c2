import type { Command } from 'commander'
import type { AccessToken } from '../../../shared/api/contract/access-tokens.ts'
import type { Bridge } from '../../../shared/api/contract/contract.ts'
import { NAME_PATTERN } from '../../../shared/connections/connection.ts'
import { type Fault, FaultError, raise } from '../../../shared/fault.ts'
import type { Mistake } from '../../../shared/systems/system.ts'
import { filled } from '../../../shared/text/sentence.ts'
import { type CommandKey, newCommand, onConnection } from '../command.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { readEntry } from '../input/entry-input.ts'
import { mistakeLine } from '../output/fault-line.ts'
import { answer, printJson } from '../output/json-output.ts'
import { accessTokenPage, accessTokenTable, accessTokenValues } from './crafter-text.ts'

type Options = {
  readonly json?: boolean
  readonly from: string
  readonly as?: string
  readonly yes?: boolean
  readonly itself?: boolean
}

/** Access tokens of a Crafter Profile server. No ID is an argument, and only `id` prints one. */
export function crafterCommand(context: CommandContext): Command {
  return newCommand(context, 'crafter')
    .addCommand(listCommand(context))
    .addCommand(showCommand(context))
    .addCommand(createCommand(context))
    .addCommand(replaceCommand(context))
    .addCommand(deleteCommand(context))
    .addCommand(restoreCommand(context))
    .addCommand(adoptCommand(context))
    .addCommand(idCommand(context))
}

function onToken(context: CommandContext, key: CommandKey): Command {
  return onConnection(context, key).argument('<handle>', context.texts.options.handle)
}

/** Raises no_such_access_token for what cannot be a handle. */
function readHandle(name: string, handle: string): string {
  return /^[0-9a-f]{12}$/.test(handle) ? handle : raise('no_such_access_token', { name })
}

async function findToken(bridge: Bridge, name: string, handle: string): Promise<AccessToken> {
  const { tokens } = await bridge.call('crafter.list', { name })
  return tokens.find((token) => token.handle === handle) ?? raise('no_such_access_token', { name })
}

function printSentence(
  { terminal, texts }: CommandContext,
  sentence: string,
  token: AccessToken,
  more: object = {},
): void {
  terminal.out(`${filled(sentence, { ...accessTokenValues(texts, token, terminal), ...more })}\n`)
}

function listCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return onConnection(context, 'crafter list')
    .option('--json', texts.options.json)
    .action(async (name: string, { json = false }: Options) => {
      const list = await withBridge(context, (bridge) => bridge.call('crafter.list', { name }))
      if (json) return printJson(context, list)
      terminal.out(accessTokenTable(texts, list.tokens, terminal))
      const { cutOff, unreadable = 0 } = list
      if (unreadable > 0) terminal.err(`everbearer: ${filled(texts.words.listUnread, { count: unreadable })}\n`)
      if (cutOff !== null) {
        const values = { ...accessTokenValues(texts, cutOff, terminal), name }
        terminal.err(`everbearer: ${filled(texts.words.cutOffKept, values)}\n`)
      }
    })
}

function showCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return onToken(context, 'crafter show')
    .option('--json', texts.options.json)
    .action(async (name: string, handle: string, { json = false }: Options) => {
      const token = await withBridge(context, (bridge) => findToken(bridge, name, readHandle(name, handle)))
      answer(context, json, token, accessTokenPage(texts, token, terminal))
    })
}

function createCommand(context: CommandContext): Command {
  const { texts } = context
  const { words, options } = texts
  return onConnection(context, 'crafter create')
    .requiredOption('--from <file>', options.tokenFrom)
    .option('--as <new>', options.as)
    .option('--json', options.json)
    .action(async (name: string, { from, as, json = false }: Options) => {
      if (as !== undefined && !NAME_PATTERN.test(as)) raise('invalid_name')
      const token = await readEntry(context, from)
      const made = await withBridge(context, (bridge) => bridge.call('crafter.create', { name, token, as }))
      tellWarnings(context, made.warnings)
      if (json) return printJson(context, made)
      printSentence(context, words.tokenCreated, made.token)
      printSentence(context, as === undefined ? words.tokenIdElsewhere : words.tokenInto, made.token, { name, as })
    })
}

function replaceCommand(context: CommandContext): Command {
  const { texts } = context
  return onToken(context, 'crafter replace')
    .requiredOption('--from <file>', texts.options.tokenFrom)
    .option('--yes', texts.options.yes)
    .option('--json', texts.options.json)
    .action(async (name: string, handle: string, { from, yes = false, json = false }: Options) => {
      const input = { name, handle: readHandle(name, handle), token: await readEntry(context, from) }
      const made = await withBridge(context, async (bridge) => {
        if (!yes) throw new FaultError(replacement(context, name, await findToken(bridge, name, input.handle)))
        return bridge.call('crafter.replace', input)
      })
      tellWarnings(context, made.warnings)
      if (json) printJson(context, made)
      else printSentence(context, texts.words.tokenReplaced, made.token)
    })
}

function deleteCommand(context: CommandContext): Command {
  const { texts } = context
  return onToken(context, 'crafter delete')
    .option('--yes', texts.options.yes)
    .option('--itself', texts.options.itself)
    .option('--json', texts.options.json)
    .action(async (name: string, handle: string, { yes = false, itself = false, json = false }: Options) => {
      const token = await withBridge(context, async (bridge) => {
        const found = await findToken(bridge, name, readHandle(name, handle))
        if (!yes) throw new FaultError(confirmation(context, name, found))
        return (await bridge.call('crafter.delete', { name, handle, itself, confirm: 1 })).token
      })
      if (json) printJson(context, { token })
      else printSentence(context, texts.words.tokenDeleted, token)
      tellStops(context, token)
    })
}

/** What would stop, before anything does. */
function confirmation(context: CommandContext, name: string, token: AccessToken): Fault {
  context.terminal.err(accessTokenPage(context.texts, token, context.terminal))
  tellStops(context, token)
  if (token.itself) return { code: 'deletes_itself', params: { name } }
  return { code: 'confirm_deletion', params: { name, handle: token.handle, application: token.application } }
}

/** The same for a replacement: between deleting and creating anew there is no token. */
function replacement(context: CommandContext, name: string, token: AccessToken): Fault {
  context.terminal.err(accessTokenPage(context.texts, token, context.terminal))
  if (token.itself) return { code: 'replaces_itself', params: { name } }
  tellStops(context, token)
  return { code: 'confirm_replacement', params: { name, handle: token.handle, application: token.application } }
}

function tellStops({ terminal, texts }: CommandContext, { usedBy }: AccessToken): void {
  if (usedBy.length === 0) return
  terminal.err(`everbearer: ${filled(texts.words.tokenStops, { names: usedBy.join(', ') })}\n`)
}

function tellWarnings({ terminal, texts }: CommandContext, warnings: readonly Mistake[]): void {
  for (const warning of warnings) terminal.err(mistakeLine(texts, warning, { system: 'crafter' }))
}

function restoreCommand(context: CommandContext): Command {
  const { texts } = context
  const { words, options } = texts
  return onConnection(context, 'crafter restore')
    .option('--json', options.json)
    .action(async (name: string, { json = false }: Options) => {
      const restored = await withBridge(context, (bridge) => bridge.call('crafter.restore', { name }))
      if (json) return printJson(context, restored)
      printSentence(context, restored.was === 'gone' ? words.tokenRestored : words.tokenStillThere, restored.token)
    })
}

function adoptCommand(context: CommandContext): Command {
  const { texts } = context
  return onToken(context, 'crafter adopt')
    .requiredOption('--as <new>', texts.options.as)
    .option('--json', texts.options.json)
    .action(async (name: string, handle: string, { as = '', json = false }: Options) => {
      if (!NAME_PATTERN.test(as)) raise('invalid_name')
      const input = { name, handle: readHandle(name, handle), as }
      const { token } = await withBridge(context, (bridge) => bridge.call('crafter.adopt', input))
      if (json) printJson(context, { token })
      else printSentence(context, texts.words.tokenAdopted, token, { as })
    })
}

function idCommand(context: CommandContext): Command {
  return onToken(context, 'crafter id').action(async (name: string, handle: string) => {
    const input = { name, handle: readHandle(name, handle) }
    const { id } = await withBridge(context, (bridge) => bridge.call('crafter.id', input))
    context.terminal.out(`${id}\n`)
  })
}
