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
import { tell } from './answers.ts'

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
export type Asking = {
  readonly context: CommandContext
  readonly system: System
  /** The connection that is edited; null for a new one. */
  readonly present: ConnectionView | null
  readonly entry: TypedEntry
}

/** Judged by the very rules of form, file and import. */
export function judged({ context, system, present, entry }: Asking): DraftReading {
  return judgeDraft(entry, system, present === null ? null : baseOf(present), context.terminal.now())
}

export function put({ entry }: Asking, { place, name }: Question, value: unknown): void {
  if (place === 'secrets') entry.secrets[name] = String(value)
  else if (place === 'settings') entry.settings[name] = value
  else entry.settings.endpoints = { ...entry.settings.endpoints, [name]: String(value) }
}

export function takeBack({ entry }: Asking, { place, name }: Question): void {
  if (place === 'secrets') delete entry.secrets[name]
  else if (place === 'settings') delete entry.settings[name]
  else delete entry.settings.endpoints?.[name]
}

/** Says what is wrong with this one field, and whether it must be typed again. */
export function toldMistakes(asking: Asking, question: Question): boolean {
  const found = judged(asking).mistakes.filter(({ field }) => field === pathOf(question))
  for (const mistake of found) tellMistake(asking, mistake)
  return found.some(({ level }) => level === 'error')
}

export function tellMistake({ context, system }: Asking, mistake: Mistake): void {
  const { texts } = context
  const known = { system: system.id, field: mistake.field, path: mistake.field }
  const sentence = faultSentence(texts, { code: mistake.code, params: mistake.params }, known)
  tell(context, `${mistake.level === 'error' ? '✗' : '!'} ${sentence}`)
}

export function pathOf({ place, name }: Question): string {
  return place === 'endpoints' ? `settings.endpoints.${name}` : `${place}.${name}`
}

/** The full addresses that will be called, before anything is sent there. */
export function tellAddresses(asking: Asking): void {
  const { context, system } = asking
  const { texts } = context
  const { settings } = judged(asking).draft
  const readable = readAddress(settings.baseUrl) !== null
  const issuer = issuerOf(system, settings)
  const rows = system.endpoints
    .map(({ name }) => ({ name, path: endpointOf(system, settings, name) }))
    .filter(({ path }) => path !== '' && (readable || /^https?:/i.test(path)))
    .map(({ name, path }) => [
      fieldLabel(texts, `settings.endpoints.${name}`, system.id),
      joinUrl(settings.baseUrl, path),
    ])
  const told = issuer === null ? [] : [[texts.words.askIssuer, joinUrl(issuer, '.well-known/openid-configuration')]]
  if (told.length + rows.length === 0) return
  const lines = aligned([...told, ...rows]).map((line) => `    ${line}\n`)
  context.terminal.err(`\n${texts.words.askAddresses}\n${lines.join('')}\n`)
}
