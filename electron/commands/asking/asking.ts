import { NAME_PATTERN } from '../../../shared/connections/connection.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { FaultError, raise } from '../../../shared/fault.ts'
import { SYSTEMS, systemNamed } from '../../../shared/systems/registry.ts'
import type { System } from '../../../shared/systems/system.ts'
import { faultSentence, fieldText, filled } from '../../../shared/text/sentence.ts'
import type { CommandContext, OpenBridge } from '../context.ts'
import { askChoice, askLine, askYes, tell } from './answers.ts'
import {
  type Asking,
  judged,
  pathOf,
  put,
  type Question,
  takeBack,
  tellAddresses,
  tellMistake,
  toldMistakes,
} from './entry.ts'
import { endQuestion, firstQuestions, secretQuestions, seldomQuestions, typedValue } from './questions.ts'

/** What sets an optional value back to nothing. */
const NOTHING = '-'

/** Asks a person for a new connection; the entry is what `add --from` would read. Raises asking_stopped. */
export async function askNew(context: CommandContext, bridge: OpenBridge): Promise<Asking> {
  const { texts } = context
  tell(context, texts.words.askIntro, '')
  const id = await askChoice(context, texts.words.askSystem, SYSTEMS, null)
  const system = systemNamed(id) ?? raise('unknown_system')
  tell(context, texts.systems[id]?.about ?? '')
  const preset = await askPreset(context, system)
  const settings = { ...system.presets?.find((each) => each.id === preset)?.settings }
  const asking: Asking = { context, system, present: null, entry: { system: id, settings, secrets: {} } }
  asking.entry.name = await askName(context, bridge, id)
  await askAll(asking)
  return asking
}

/** Asks what to change; the entry holds that alone. Raises asking_stopped. */
export async function askChanges(context: CommandContext, present: ConnectionView): Promise<Asking> {
  const system = systemNamed(present.system) ?? raise('unknown_system')
  const asking: Asking = { context, system, present, entry: { settings: {}, secrets: {} } }
  tell(context, filled(context.texts.words.askKeeps, { name: present.name }), '')
  await askAll(asking)
  return asking
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
    tell(context, `✗ ${faultSentence(texts, { code: trouble, params: { name } })}`)
  }
}

async function askAll(asking: Asking): Promise<void> {
  const { context } = asking
  for (const question of firstQuestions(asking)) await ask(asking, question)
  for (const question of secretQuestions(asking)) await ask(asking, question)
  for (const question of endQuestion(asking)) await ask(asking, question)
  if (await askYes(context, context.texts.words.askSeldom, false)) {
    for (const question of seldomQuestions(asking)) await ask(asking, question)
  }
  await mend(asking)
  tellAddresses(asking)
}

/** Some mistakes show only when everything is there; the fields they stand at are asked for once more. */
async function mend(asking: Asking): Promise<void> {
  for (;;) {
    const errors = judged(asking).mistakes.filter(({ level }) => level === 'error')
    const [first] = errors
    if (first === undefined) return
    tellMistake(asking, first)
    const all = [
      ...firstQuestions(asking),
      ...secretQuestions(asking),
      ...endQuestion(asking),
      ...seldomQuestions(asking),
    ]
    const question = all.find((each) => pathOf(each) === first.field)
    if (question === undefined)
      throw new FaultError({ code: first.code, params: { field: first.field, ...first.params } })
    takeBack(asking, question)
    await ask(asking, question)
  }
}

/** Until there is nothing wrong with it, or it is left as it was. */
async function ask(asking: Asking, question: Question): Promise<void> {
  const { context, system, present } = asking
  const { texts } = context
  const label = fieldText(texts, system.id, pathOf(question))
  const there = question.place === 'secrets' && present?.secrets[question.name]?.present === true
  tell(context, label?.help ?? '')
  for (;;) {
    const answer = await typed(context, question, label?.label ?? question.name, there)
    const text = answer === question.standard ? '' : answer
    if (text === '' && (question.standard !== '' || there || !question.required)) {
      if (question.standard === '' || present !== null || !toldMistakes(asking, question)) return
      continue
    }
    put(asking, question, typedValue(question, text === NOTHING ? '' : text))
    if (!toldMistakes(asking, question)) return
    takeBack(asking, question)
  }
}

async function typed(context: CommandContext, question: Question, label: string, there: boolean): Promise<string> {
  const { words } = context.texts
  if (question.kind === 'secret') {
    const how = there ? words.askSecretThere : question.required ? words.askSecret : words.askSecretOptional
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
