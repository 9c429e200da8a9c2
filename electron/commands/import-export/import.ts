import type { Command } from 'commander'
import type { Bridge, Input } from '../../../shared/api/contract/contract.ts'
import { raise } from '../../../shared/fault.ts'
import type { ImportPlan } from '../../../shared/import-export/import-plan.ts'
import { importAll } from '../../../shared/import-export/import-run.ts'
import { FILE_LIMIT } from '../../../shared/import-export/import-source.ts'
import { isSealed } from '../../../shared/import-export/sealed-file.ts'
import { filled } from '../../../shared/text/sentence.ts'
import { newCommand } from '../command.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { fileText } from '../input/file-text.ts'
import { mistakeLine, warningLine } from '../output/fault-line.ts'
import { printJson } from '../output/json-output.ts'
import { assertKeptAfter } from '../vault/kept-after.ts'
import { importPage } from './import-page.ts'

type Options = {
  readonly yes?: boolean
  readonly preview?: boolean
  readonly name?: string
  readonly system?: string
  readonly identity?: string
  readonly allowOrigin?: readonly string[]
  readonly json?: boolean
}

export function importCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  const { options } = texts
  return newCommand(context, 'import')
    .argument('<file>', options.importFile)
    .option('--yes', options.yes)
    .option('--preview', options.importPreview)
    .option('--name <name>', options.importName)
    .option('--system <system>', options.importSystem)
    .option('--identity <file>', options.identity)
    .option('--allow-origin <origin...>', options.allowOrigin)
    .option('--json', options.json)
    .action(async (file: string, given: Options) => {
      if (given.yes === true) await assertKeptAfter(context)
      const input = await inputOf(context, file, given)
      const plan = await withBridge(context, (bridge) => planOrImport(context, bridge, input, given.yes === true))
      if (given.json === true) printJson({ terminal, texts }, plan)
      else terminal.out(importPage(texts, plan, terminal))
      tellTroubles(context, plan)
      if (given.yes === true) tellDone(context, plan, given.json === true)
      else if (given.preview !== true) raise('confirm_import', replacing(plan))
      const refused = plan.entries.filter(({ deed }) => deed === 'refused').length
      if (refused > 0) raise('import_refused', { count: refused })
    })
}

function planOrImport(
  { terminal, texts }: CommandContext,
  bridge: Bridge,
  input: Input<'moving.import'>,
  yes: boolean,
): Promise<ImportPlan> {
  const word = yes ? texts.words.importTaken : texts.words.importLooked
  return importAll(
    input,
    terminal.now(),
    (part) => (yes ? bridge.call('moving.import', part) : bridge.call('moving.preview', part)),
    (done, total) => terminal.err(`${filled(word, { done, total })}\n`),
  )
}

async function inputOf(context: CommandContext, file: string, given: Options): Promise<Input<'moving.import'>> {
  const text = await fileText(context, file, FILE_LIMIT)
  const key = isSealed(text) ? await keyFor(context, given.identity) : null
  return {
    text,
    // Whoever types the command is the person outside of any page.
    ...(key === null ? {} : { key, allowNetwork: true }),
    ...(given.name === undefined ? {} : { name: given.name }),
    ...(given.allowOrigin === undefined ? {} : { allowOrigins: [...given.allowOrigin] }),
    ...(given.system === undefined ? {} : { system: given.system }),
  }
}

const IDENTITY_BYTES = 16 * 1_024

/** The identity's own line (the file has comments above it), or the passphrase. */
async function keyFor({ terminal, texts }: CommandContext, identity: string | undefined): Promise<string> {
  if (identity === undefined) {
    return ((await terminal.askSecret(texts.words.askSealed)) ?? raise('import_sealed')).reveal()
  }
  const lines = (await terminal.read(identity, IDENTITY_BYTES)).text.split(/\r?\n/)
  return lines.find((line) => line.startsWith('AGE-SECRET-KEY-')) ?? raise('sealed_wrong_key')
}

/** How many connections that are here already it would change. */
function replacing({ entries }: ImportPlan): { readonly changed?: number } {
  const changed = entries.filter(({ deed }) => deed === 'change').length
  return changed === 0 ? {} : { changed }
}

function tellTroubles({ terminal, texts }: CommandContext, plan: ImportPlan): void {
  for (const fault of plan.leftOut) terminal.err(warningLine(texts, fault))
  for (const { name, system, mistakes } of plan.entries) {
    for (const mistake of mistakes) terminal.err(mistakeLine(texts, mistake, { name, system }))
  }
}

function tellDone({ terminal, texts }: CommandContext, plan: ImportPlan, json: boolean): void {
  if (json) return
  const count = (wanted: string): number => plan.entries.filter(({ deed }) => deed === wanted).length
  const values = { added: count('add'), changed: count('change'), same: count('same') }
  terminal.out(`${filled(texts.words.importDone, values)}\n`)
  const names = plan.entries.flatMap(({ name, undoUntil }) => (undoUntil === undefined ? [] : [name]))
  if (names.length > 0) terminal.err(`everbearer: ${filled(texts.words.importUndo, { names: names.join(', ') })}\n`)
}
