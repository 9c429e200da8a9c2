import type { Command } from 'commander'
import type { Output } from '../../../shared/api/contract/contract.ts'
import { NAME_PATTERN } from '../../../shared/connections/connection.ts'
import { raise } from '../../../shared/fault.ts'
import { filled } from '../../../shared/text/sentence.ts'
import { type JsonOption, newCommand } from '../command.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { raiseUsage } from '../input/usage-fault.ts'
import { aligned } from '../output/columns.ts'
import { answer, printJson } from '../output/json-output.ts'
import { placeText } from './consumer-place.ts'

type AddOptions = JsonOption & {
  readonly for: readonly string[]
  readonly resource: readonly string[]
  readonly scope?: string
  readonly gatewayOnly?: true
}

export function consumersCommand(context: CommandContext): Command {
  return newCommand(context, 'consumers')
    .addCommand(addCommand(context))
    .addCommand(listCommand(context))
    .addCommand(revokeCommand(context))
}

function addCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return newCommand(context, 'consumers add')
    .argument('<consumer>', texts.options.consumer)
    .requiredOption('--for <connections>', texts.options.forConnections, namesIn)
    .option('--resource <uri>', texts.options.resourceGiven, (uri: string, before: string[]) => [...before, uri], [])
    .option('--scope <words>', texts.options.scopeGiven)
    .option('--gateway-only', texts.options.gatewayOnly)
    .option('--json', texts.options.json)
    .action(async (consumer: string, { for: connections, resource, scope, gatewayOnly, json = false }: AddOptions) => {
      const name = consumerName(consumer)
      const resources = resource.length === 0 ? undefined : [...resource]
      const added = await withBridge(context, (bridge) =>
        bridge.call('consumers.add', { name, connections: [...connections], resources, scope, gatewayOnly }),
      )
      if (json) return printJson(context, added)
      terminal.out(`${added.key}\n`)
      const values = { consumer: name, connections: added.connections.join(', ') }
      const { consumerAdded, consumerAddedGateway } = texts.words
      terminal.err(`${filled(gatewayOnly === true ? consumerAddedGateway : consumerAdded, values)}\n`)
    })
}

function listCommand(context: CommandContext): Command {
  return newCommand(context, 'consumers list')
    .option('--json', context.texts.options.json)
    .action(async ({ json = false }: JsonOption) => {
      const listed = await withBridge(context, (bridge) => bridge.call('consumers.list', {}))
      answer(context, json, listed, listText(context, listed))
    })
}

function revokeCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return newCommand(context, 'consumers revoke')
    .argument('<consumer>', texts.options.consumer)
    .action(async (consumer: string) => {
      const name = consumerName(consumer)
      await withBridge(context, (bridge) => bridge.call('consumers.revoke', { name }))
      terminal.out(`${filled(texts.words.consumerRevoked, { consumer: name })}\n`)
    })
}

function listText({ texts, terminal }: CommandContext, { consumers, ...place }: Output<'consumers.list'>): string {
  const { words } = texts
  const rows = consumers.map(({ name, connections, lastSeenAt, resources = [], scope = '', gatewayOnly }) => [
    name,
    [connections.join(', '), ...resources, scope, gatewayOnly === true ? words.consumerGatewayOnly : '']
      .filter(Boolean)
      .join(' · '),
    lastSeenAt === null
      ? words.consumerNever
      : filled(words.consumerSeen, { at: terminal.localTime(Date.parse(lastSeenAt)) }),
  ])
  const lines = rows.length === 0 ? [words.consumersNone] : aligned(rows)
  return `${[...lines, placeText(texts, place)].join('\n')}\n`
}

/** `draw-ward-3,cluster`, also with spaces; what cannot be a name is said here. */
function namesIn(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim())
  if (names.every((name) => name === '')) raiseUsage('option_needs_value', { word: '--for' })
  return names.map((name) => consumerName(name))
}

/** Consumers are named as connections are. */
function consumerName(text: string): string {
  return NAME_PATTERN.test(text) ? text : raise('invalid_name')
}
