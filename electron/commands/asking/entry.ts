import type { ConnectionView } from '../../../shared/connections/view.ts'
import { joinUrl, readAddress } from '../../../shared/entry/address.ts'
import type { DraftReading } from '../../../shared/entry/draft.ts'
import { judgeDraft } from '../../../shared/entry/judge-draft.ts'
import { issuerOf } from '../../../shared/systems/discovered-addresses.ts'
import { endpointOf, type Mistake, type SettingKind, type System } from '../../../shared/systems/system.ts'
import { faultSentence, fieldLabel } from '../../../shared/text/sentence.ts'
import { baseOf } from '../connections/draft-errors.ts'
import type { CommandContext } from '../context.ts'
import { aligned } from '../output/columns.ts'
import { printWrapped } from './answers.ts'

/** One thing to be asked of a person. `standard` is what there is now, or what the system or a preset says. */
export type Question = {
  readonly place: 'settings' | 'endpoints' | 'secrets'
  readonly name: string
  readonly kind: SettingKind | 'path' | 'secret'
  readonly required: boolean
  readonly choices?: readonly string[]
  readonly standard: string
}

/** What has been typed so far, in the shape of `add --from`. */
export type TypedEntry = {
  name?: string
  system?: string
  settings: Record<string, unknown> & { endpoints?: Record<string, string> }
  secrets: Record<string, string>
}

/** Who is being asked, about what. */
export type EntryDialog = {
  readonly context: CommandContext
  readonly system: System
  /** The connection that is edited; null for a new one. */
  readonly present: ConnectionView | null
  readonly entry: TypedEntry
}

/** By the same rules as the form, `add --from` and an import. */
export function judgeEntry({ context, system, present, entry }: EntryDialog): DraftReading {
  return judgeDraft(entry, system, present === null ? null : baseOf(present), context.terminal.now())
}

export function setAnswer({ entry }: EntryDialog, { place, name }: Question, value: unknown): void {
  if (place === 'secrets') entry.secrets[name] = String(value)
  else if (place === 'settings') entry.settings[name] = value
  else entry.settings.endpoints = { ...entry.settings.endpoints, [name]: String(value) }
}

export function removeAnswer({ entry }: EntryDialog, { place, name }: Question): void {
  if (place === 'secrets') delete entry.secrets[name]
  else if (place === 'settings') delete entry.settings[name]
  else delete entry.settings.endpoints?.[name]
}

/** Prints this field's mistakes; true where one is an error, so that it must be typed again. */
export function tellFieldMistakes(dialog: EntryDialog, question: Question): boolean {
  const found = judgeEntry(dialog).mistakes.filter(({ field }) => field === pathOf(question))
  for (const mistake of found) tellMistake(dialog, mistake)
  return found.some(({ level }) => level === 'error')
}

export function tellMistake({ context, system }: EntryDialog, mistake: Mistake): void {
  const { texts } = context
  const faultParams = { system: system.id, field: mistake.field, path: mistake.field }
  const sentence = faultSentence(texts, { code: mistake.code, params: mistake.params }, faultParams)
  printWrapped(context, `${mistake.level === 'error' ? '✗' : '!'} ${sentence}`)
}

export function pathOf({ place, name }: Question): string {
  return place === 'endpoints' ? `settings.endpoints.${name}` : `${place}.${name}`
}

/** The full addresses that will be called, before anything is sent there. */
export function tellAddresses(dialog: EntryDialog): void {
  const { context, system } = dialog
  const { texts } = context
  const { settings } = judgeEntry(dialog).draft
  const readable = readAddress(settings.baseUrl) !== null
  const issuer = issuerOf(system, settings)
  const rows = system.endpoints
    .map(({ name }) => ({ name, path: endpointOf(system, settings, name) }))
    .filter(({ path }) => path !== '' && (readable || /^https?:/i.test(path)))
    .map(({ name, path }) => [
      fieldLabel(texts, `settings.endpoints.${name}`, system.id),
      joinUrl(settings.baseUrl, path),
    ])
  const issuerRow =
    issuer === null ? [] : [[texts.words.askIssuer, joinUrl(issuer, '.well-known/openid-configuration')]]
  if (issuerRow.length + rows.length === 0) return
  const lines = aligned([...issuerRow, ...rows]).map((line) => `    ${line}\n`)
  context.terminal.err(`\n${texts.words.askAddresses}\n${lines.join('')}\n`)
}
