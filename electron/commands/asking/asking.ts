import { NAME_PATTERN } from '../../../shared/connections/connection.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { FaultError, raise } from '../../../shared/fault.ts'
import { SYSTEMS, systemNamed } from '../../../shared/systems/registry.ts'
import type { System } from '../../../shared/systems/system.ts'
import { faultSentence, fieldText, filled } from '../../../shared/text/sentence.ts'
import type { CommandContext, OpenBridge } from '../context.ts'
import { askChoice, askLine, askYesNo, printWrapped } from './answers.ts'
import {
  type EntryDialog,
  judgeEntry,
  pathOf,
  type Question,
  removeAnswer,
  setAnswer,
  tellAddresses,
  tellFieldMistakes,
  tellMistake,
} from './entry.ts'
import { expiryQuestion, mainQuestions, rareQuestions, secretQuestions, typedValue } from './questions.ts'

/** Typed to clear an optional value. */
const CLEAR_VALUE = '-'

/** Asks a person for a new connection; the entry is what `add --from` would read. Raises asking_stopped. */
export async function askNew(context: CommandContext, bridge: OpenBridge): Promise<EntryDialog> {
  const { texts } = context
  printWrapped(context, texts.words.askIntro, '')
  const id = await askChoice(context, texts.words.askSystem, SYSTEMS, null)
  const system = systemNamed(id) ?? raise('unknown_system')
  printWrapped(context, texts.systems[id]?.about ?? '')
  const preset = await askPreset(context, system)
  const settings = { ...system.presets?.find((each) => each.id === preset)?.settings }
  const dialog: EntryDialog = { context, system, present: null, entry: { system: id, settings, secrets: {} } }
  dialog.entry.name = await askName(context, bridge, id)
  await askAll(dialog)
  return dialog
}

/** Asks what to change; the entry holds that alone. Raises asking_stopped. */
export async function askChanges(context: CommandContext, present: ConnectionView): Promise<EntryDialog> {
  const system = systemNamed(present.system) ?? raise('unknown_system')
  const dialog: EntryDialog = { context, system, present, entry: { settings: {}, secrets: {} } }
  printWrapped(context, filled(context.texts.words.askKeeps, { name: present.name }), '')
  await askAll(dialog)
  return dialog
}

async function askPreset(context: CommandContext, { presets = [] }: System): Promise<string> {
  if (presets.length === 0) return ''
  const { words } = context.texts
  const none = { id: words.askPresetNone, title: words.askPresetNone }
  return await askChoice(context, words.askPreset, [...presets, none], words.askPresetNone)
}

async function askName(context: CommandContext, bridge: OpenBridge, system: string): Promise<string> {
  const { texts } = context
  const taken = new Set((await bridge.call('connections.list', {})).map(({ name }) => name))
  const standard = [system, ...Array.from({ length: 99 }, (_, at) => `${system}-${at + 2}`)].find(
    (name) => !taken.has(name),
  )
  for (;;) {
    const name = (await askLine(context, `${texts.words.askName} [${standard}]: `)) || (standard ?? '')
    const trouble = !NAME_PATTERN.test(name) ? 'invalid_name' : taken.has(name) ? 'name_taken' : null
    if (trouble === null) return name
    printWrapped(context, `✗ ${faultSentence(texts, { code: trouble, params: { name } })}`)
  }
}

async function askAll(dialog: EntryDialog): Promise<void> {
  const { context } = dialog
  for (const question of mainQuestions(dialog)) await askQuestion(dialog, question)
  for (const question of secretQuestions(dialog)) await askQuestion(dialog, question)
  for (const question of expiryQuestion(dialog)) await askQuestion(dialog, question)
  if (await askYesNo(context, context.texts.words.askSeldom, false)) {
    for (const question of rareQuestions(dialog)) await askQuestion(dialog, question)
  }
  await askAgainForErrors(dialog)
  tellAddresses(dialog)
}

/** Some mistakes show only once all is entered; their fields are asked for again. */
async function askAgainForErrors(dialog: EntryDialog): Promise<void> {
  for (;;) {
    const errors = judgeEntry(dialog).mistakes.filter(({ level }) => level === 'error')
    const [first] = errors
    if (first === undefined) return
    tellMistake(dialog, first)
    const all = [
      ...mainQuestions(dialog),
      ...secretQuestions(dialog),
      ...expiryQuestion(dialog),
      ...rareQuestions(dialog),
    ]
    const question = all.find((each) => pathOf(each) === first.field)
    if (question === undefined)
      throw new FaultError({ code: first.code, params: { field: first.field, ...first.params } })
    removeAnswer(dialog, question)
    await askQuestion(dialog, question)
  }
}

/** Repeats until the answer has no error, or the value is left as it was. */
async function askQuestion(dialog: EntryDialog, question: Question): Promise<void> {
  const { context, system, present } = dialog
  const { texts } = context
  const label = fieldText(texts, system.id, pathOf(question))
  const hasStoredSecret = question.place === 'secrets' && present?.secrets[question.name]?.present === true
  printWrapped(context, label?.help ?? '')
  for (;;) {
    const answer = await promptFor(context, question, label?.label ?? question.name, hasStoredSecret)
    const text = answer === question.standard ? '' : answer
    if (text === '' && (question.standard !== '' || hasStoredSecret || !question.required)) {
      if (question.standard === '' || present !== null || !tellFieldMistakes(dialog, question)) return
      continue
    }
    setAnswer(dialog, question, typedValue(question, text === CLEAR_VALUE ? '' : text))
    if (!tellFieldMistakes(dialog, question)) return
    removeAnswer(dialog, question)
  }
}

async function promptFor(
  context: CommandContext,
  question: Question,
  label: string,
  hasStoredSecret: boolean,
): Promise<string> {
  const { words } = context.texts
  if (question.kind === 'secret') {
    const how = hasStoredSecret ? words.askSecretThere : question.required ? words.askSecret : words.askSecretOptional
    return await askLine(context, `${label} ${how}: `, true)
  }
  if (question.choices !== undefined) {
    const offered = question.choices.map((id) => ({ id, title: id }))
    return await askChoice(context, label, offered, question.standard === '' ? null : question.standard)
  }
  const standard =
    question.standard === '' ? (question.required ? '' : ` ${words.askOptional}`) : ` [${question.standard}]`
  return await askLine(context, `${label}${standard}: `)
}
