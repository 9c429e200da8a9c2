import type { Command } from 'commander'
import type { Bridge, Input } from '../../../shared/api/contract/contract.ts'
import { FaultError, fault, raise } from '../../../shared/fault.ts'
import { importAll } from '../../../shared/import-export/import-in-parts.ts'
import { FILE_LIMIT } from '../../../shared/import-export/import-source.ts'
import type { ImportPlan } from '../../../shared/import-export/planned-import.ts'
import { sealOf } from '../../../shared/import-export/sealed-file.ts'
import { filled } from '../../../shared/text/sentence.ts'
import { newCommand } from '../command.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { fileText } from '../input/file-text.ts'
import { mistakeLine, warningLine } from '../output/fault-line.ts'
import { printJson } from '../output/json-output.ts'
import { assertVaultLasts } from '../vault/assert-vault-lasts.ts'
import type { ImportedFolder } from './import-folder.ts'
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
      if (given.yes === true) await assertVaultLasts(context)
      const { plan, failed } = await planFrom(context, file, given)
      if (given.json === true) printJson(context, plan)
      else terminal.out(importPage(texts, plan, terminal))
      tellTroubles(context, plan)
      if (given.yes === true) tellDone(context, plan, given.json === true)
      else if (given.preview !== true) requireConsent(context, plan, given.json === true)
      if (failed !== null) throw new FaultError(failed)
      if (plan.stopped !== undefined) throw new FaultError(fault(plan.stopped.code, plan.stopped.params))
      const refused = plan.entries.filter(({ action }) => action === 'refused').length
      if (refused > 0) raise('import_refused', { count: refused })
    })
}

/** Raises confirm_import where there is something to import. */
function requireConsent({ terminal, texts }: CommandContext, plan: ImportPlan, json: boolean): void {
  if (plan.entries.some(({ action }) => action === 'add' || action === 'change'))
    raise('confirm_import', changedCount(plan))
  const isAllHere = plan.entries.every(({ action }) => action === 'same')
  if (isAllHere && !json) terminal.out(`${texts.words.importNothingToDo}\n`)
}

async function planFrom(context: CommandContext, file: string, given: Options): Promise<ImportedFolder> {
  if (/^https?:\/\//i.test(file)) return { plan: await planFromAddress(context, file, given), failed: null }
  const { importNewest, bundlesIn } = await import('./import-folder.ts')
  const bundles = await bundlesIn(context.terminal, file)
  for (const fault of bundles?.passedOver ?? []) context.terminal.err(warningLine(context.texts, fault))
  const input = bundles === null ? await inputOf(context, file, given) : null
  return await withBridge(context, (bridge) => {
    const takeInput = (one: Input<'moving.import'>) => planOrImport(context, bridge, one, given.yes === true)
    if (bundles === null || input !== null)
      return takeInput(input ?? raise('import_unknown')).then((plan) => ({ plan, failed: null }))
    const options = { allowNetwork: true, onlyNew: true, ...optionsOf(given) }
    return importNewest(context.terminal, bundles, (text) => takeInput({ ...options, text }))
  })
}

/** Fetched by the keeper, with its network settings; then it is a bundle like any other. */
async function planFromAddress(context: CommandContext, address: string, given: Options): Promise<ImportPlan> {
  return await withBridge(context, async (bridge) => {
    const { text } = await bridge.call('moving.fetch', { address })
    const input = { text, allowNetwork: true, ...optionsOf(given) }
    return planOrImport(context, bridge, input, given.yes === true)
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
    yes ? 'take' : 'look',
  )
}

async function inputOf(context: CommandContext, file: string, given: Options): Promise<Input<'moving.import'>> {
  const text = await fileText(context, file, FILE_LIMIT)
  const seal = sealOf(text)
  const key = seal === 'key' ? await keyFor(context, given.identity) : undefined
  // Whoever types the command is the person outside of any page.
  return { text, key, allowNetwork: seal === null ? undefined : true, ...optionsOf(given) }
}

function optionsOf({ name, allowOrigin, system }: Options): Omit<Input<'moving.import'>, 'text'> {
  return { name, system, allowOrigins: allowOrigin && [...allowOrigin] }
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
function changedCount({ entries }: ImportPlan): { readonly changed?: number } {
  const changed = entries.filter(({ action }) => action === 'change').length
  return changed === 0 ? {} : { changed }
}

function tellTroubles({ terminal, texts }: CommandContext, plan: ImportPlan): void {
  for (const fault of plan.leftOut) terminal.err(warningLine(texts, fault))
  const prefixFor = (name: string): string => (plan.entries.length > 1 ? `${name}: ` : '')
  // Mistakes of unchanged connections were told when they were first imported.
  for (const { name, system, mistakes } of plan.entries.filter(({ action }) => action !== 'same'))
    for (const mistake of mistakes) terminal.err(mistakeLine(texts, mistake, { name, system }, prefixFor(name)))
}

function tellDone({ terminal, texts }: CommandContext, plan: ImportPlan, json: boolean): void {
  if (json) return
  const count = (wanted: string): number => plan.entries.filter(({ action }) => action === wanted).length
  const values = { added: count('add'), changed: count('change'), same: count('same') }
  terminal.out(`${filled(texts.words.importDone, values)}\n`)
  const names = plan.entries.flatMap(({ name, undoUntil }) => (undoUntil === undefined ? [] : [name]))
  if (names.length > 0) terminal.err(`everbearer: ${filled(texts.words.importUndo, { names: names.join(', ') })}\n`)
}
