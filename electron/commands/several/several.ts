import type { Command } from 'commander'
import { EXIT_CODE } from '../../../shared/exit-code.ts'
import { type Fault, FaultError, faultOf } from '../../../shared/fault.ts'
import { FAULT_KIND, type FaultKind } from '../../../shared/faults/fault-kind.ts'
import { filled } from '../../../shared/text/sentence.ts'
import { createLimiter } from '../../core/concurrency/limiter.ts'
import { type CommandKey, newCommand } from '../command.ts'
import { type CommandContext, type OpenBridge, withBridge } from '../context.ts'
import { ExitCode } from '../output/exit-code.ts'
import { faultLine } from '../output/fault-line.ts'
import { printJson } from '../output/json-output.ts'
import { type NameSelection, resolveNames } from './names.ts'

/** The keeper goes to each server with a few at a time anyway; this is for what waits in this process. */
const MAX_CONCURRENT = 8

/** What a command does to each of several connections, and how it says so. */
export type ConnectionWork<Value> = {
  run(bridge: OpenBridge, name: string): Promise<Value>
  /** One line of text. */
  say(value: Value, name: string): string
  /** What belongs into the JSON of this connection, beside whether it went well. */
  json(value: Value): object
  /** Something that went wrong although the call was answered. */
  trouble?(value: Value, name: string): Fault | null
}

/** A command that takes one name or more, patterns among them, or `--all`. */
export function severalCommand(context: CommandContext, key: CommandKey): Command {
  const { options } = context.texts
  return newCommand(context, key).argument('[name...]', options.names).option('--all', options.all)
}

type Outcome = { readonly connection: string; readonly ok: boolean; readonly fault: Fault | null }

/**
 * Runs the work for each, a few at a time, and prints each result, then a summary. One that fails stops no other. Ends
 * the command with the worst of their exit codes.
 */
export async function forSeveral<Value>(
  context: CommandContext,
  selection: NameSelection,
  json: boolean,
  work: ConnectionWork<Value>,
): Promise<void> {
  const { terminal } = context
  const outcomes = await withBridge(context, async (bridge) => {
    const names = await resolveNames(bridge, selection)
    const limiter = createLimiter(MAX_CONCURRENT)
    const runOne = (name: string): Promise<Outcome> =>
      limiter.run('', () => outcomeOf(context, bridge, name, json, work))
    return await Promise.all(names.map(runOne))
  })
  const failed = outcomes.filter(({ ok }) => !ok)
  if (json) {
    const byName = Object.fromEntries(outcomes.map((outcome) => [outcome.connection, outcome]))
    printJson(context, { done: outcomes.length - failed.length, failed: failed.length, outcomes: byName })
  } else terminal.out(`${summaryLine(context, outcomes, failed)}\n`)
  const worst = WORST_FIRST.find((kind) =>
    failed.some(({ fault }) => fault !== null && FAULT_KIND[fault.code] === kind),
  )
  if (worst !== undefined) throw new ExitCode(EXIT_CODE[worst])
}

/** A trouble that passes by itself comes last. */
const WORST_FIRST: readonly FaultKind[] = ['bug', 'vault', 'person', 'input', 'absent', 'not-now']

async function outcomeOf<Value>(
  context: CommandContext,
  bridge: OpenBridge,
  name: string,
  json: boolean,
  work: ConnectionWork<Value>,
): Promise<Outcome> {
  const { terminal, texts, log } = context
  try {
    const value = await work.run(bridge, name)
    const trouble = work.trouble?.(value, name) ?? null
    if (!json) {
      terminal.out(work.say(value, name))
      if (trouble !== null) terminal.err(faultLine(texts, trouble, { name }, `${name}: `))
    }
    return { connection: name, ok: trouble === null, fault: trouble, ...work.json(value) }
  } catch (thrown) {
    if (!(thrown instanceof FaultError)) log.write('error', 'bug', {}, thrown)
    const trouble = faultOf(thrown)
    if (!json)
      terminal.err(faultLine(texts, { ...trouble, params: { name, ...trouble.params } }, { name }, `${name}: `))
    return { connection: name, ok: false, fault: trouble }
  }
}

/** The summary names no more than these: each has its own line on standard error. */
const MAX_NAMED = 20

function summaryLine(
  { texts: { words } }: CommandContext,
  outcomes: readonly Outcome[],
  failed: readonly Outcome[],
): string {
  const count = outcomes.length
  if (count === 0) return words.noConnections
  if (failed.length === 0) return filled(words.several, { count })
  return filled(words.severalFailed, {
    done: count - failed.length,
    count,
    names: failed
      .slice(0, MAX_NAMED)
      .map(({ connection }) => connection)
      .join(', '),
    ...(failed.length > MAX_NAMED ? { more: failed.length - MAX_NAMED } : {}),
  })
}
