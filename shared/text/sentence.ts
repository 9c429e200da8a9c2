import type { JournalEntry } from '../connections/journal.ts'
import type { Fault, FaultParams } from '../fault.ts'
import type { Verdict } from '../systems/system.ts'
import { sayDuration, sayUnit } from '../time/duration.ts'
import { formFor, type Sentence, sayNumber } from './counted.ts'
import type { Told } from './fault-text.ts'
import type { FieldText, Proved, Texts } from './texts.ts'
import { visibleLine } from './visible-text.ts'

/** From codes and parameters to sentences. Pure: page, window and command line say the same of the same. */

type Outcome = Readonly<Record<Proved, Verdict>> & { readonly fault: Fault | null }
type Values = Readonly<Record<string, string | number | undefined>>

const PART = /\[([^[\]]*)\]|\{([a-zA-Z]+)\}/

/**
 * Fills `{placeholders}`. A part in square brackets goes away as a whole when a value inside it is missing; anywhere
 * else a missing value becomes its blank. Values named `seconds` or `...Ms` are said as lengths of time. Of a sentence that
 * counts (counted.ts) it takes the form for its number.
 */
export function filled(sentence: Sentence, values: Values, blanks: Texts['blanks'] = {}): string {
  if (typeof sentence === 'string') return filledIn(sentence, values, blanks)
  const { language, counts } = sentence
  return filledIn(formFor(sentence, Number(values[counts] ?? Number.NaN)), counted(values, language), blanks)
}

/** Numbers as that language writes them; lengths of time are numbers no longer when they are said. */
function counted(values: Values, language: string): Values {
  const said = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'number' && !isLength(name) ? sayNumber(language, value) : value,
  ])
  return Object.fromEntries(said)
}

function filledIn(template: string, values: Values, blanks: Texts['blanks']): string {
  const pieces = piecesOf(template)
  let said = pieces[0] ?? ''
  for (let at = 1; at < pieces.length; at += 3) {
    const inner = pieces[at]
    const name = pieces[at + 1] ?? ''
    if (inner !== undefined) said += hasAll(inner, values) ? filledIn(inner, values, blanks) : ''
    else said += isTold(values[name]) ? valueFor(name, values) : blankFor(name, blanks, said === '')
    said += pieces[at + 2] ?? ''
  }
  return said
}

/**
 * A text, and then again and again: what stands in square brackets or undefined, the name of a placeholder or undefined, a text.
 * A list says the same few sentences thousands of times, and to take one apart takes longer than to fill it.
 */
function piecesOf(template: string): readonly (string | undefined)[] {
  const known = taken.get(template)
  if (known !== undefined) return known
  const pieces = template.split(PART)
  if (taken.size >= MOST_TEMPLATES) taken.clear()
  taken.set(template, pieces)
  return pieces
}

const taken = new Map<string, readonly (string | undefined)[]>()
const MOST_TEMPLATES = 5_000

function isLength(name: string): boolean {
  return name === 'seconds' || name.endsWith('Ms')
}

function hasAll(template: string, values: Values): boolean {
  const pieces = piecesOf(template)
  for (let at = 2; at < pieces.length; at += 3) if (!isTold(values[pieces[at] ?? ''])) return false
  return true
}

function isTold(value: string | number | undefined): boolean {
  return value !== undefined && value !== ''
}

/** A sentence that begins with one begins with a capital letter all the same. */
function blankFor(name: string, blanks: Texts['blanks'], first: boolean): string {
  const blank = blanks[name] ?? '?'
  return first ? `${blank.charAt(0).toUpperCase()}${blank.slice(1)}` : blank
}

const ISO_UTC = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}):\d{2}(?:\.\d+)?Z$/

function valueFor(name: string, values: Values): string {
  const value = values[name]
  if (typeof value === 'number' && name.endsWith('Ms')) return briefly(value)
  if (typeof value === 'number' && name === 'seconds') return sayDuration(value * 1_000)
  return visibleLine(String(value)).replace(ISO_UTC, '$1 $2 UTC')
}

/** How long a call took is worth saying more finely than how long a token lives. */
export function briefly(ms: number): string {
  if (ms >= 10_000 || (ms > 0 && ms % 1_000 === 0)) return sayDuration(ms)
  return ms < 1_000 ? sayUnit(Math.max(1, Math.round(ms)), 'ms') : sayUnit((ms / 1_000).toFixed(1), 's')
}

/**
 * A fault in words. `known` is what the caller knows besides (the connection's name, the path of a field); the
 * fault's own parameters count before it. A `field` is called by its label.
 */
export function faultMessage(texts: Texts, fault: Fault, known: FaultParams = {}): Told {
  const text = texts.faults[fault.code]
  const params = { ...known, ...fault.params }
  const telling = text.cases?.[String(params['why'] ?? '')] ?? text
  const field = params['field']
  const values =
    field === undefined
      ? params
      : { ...params, field: fieldLabel(texts, String(field), String(params['system'] ?? '')) }
  const say = filled(telling.say, values, texts.blanks)
  const own = filled(texts.ownWords, { reason: params['reason'] })
  return { say: `${say}${own}`, next: filled(telling.next, values, texts.blanks) }
}

/** Sentence and next step in one line, as the command line prints them. */
export function faultSentence(texts: Texts, fault: Fault, known: FaultParams = {}): string {
  const { say, next } = faultMessage(texts, fault, known)
  return `${say} ${texts.nextStep} ${next}`
}

/** What a field is called, in this system or in general; its own name where it has no label. */
export function fieldLabel(texts: Texts, field: string, system = ''): string {
  return fieldText(texts, system, field)?.label ?? fieldIn(field)
}

/** `field` as in `clientId` or `endpoints.refresh`, or with the part of the JSON before it, as in `secrets.accessToken`. */
export function fieldText(texts: Texts, system: string, field: string): FieldText | null {
  const name = fieldIn(field)
  return texts.fields[`${system}.${name}`] ?? texts.fields[name] ?? null
}

function fieldIn(path: string): string {
  return path.replace(/^(settings|secrets)\./, '')
}

/** What a test has shown of one thing. A fault with a status was an answer, though not that of the server that was meant. */
export function provedSentence(texts: Texts, what: Proved, result: Outcome): string {
  const isAnswered = result.fault?.params['status'] !== undefined
  if (what === 'reached' && result.reached === 'no' && isAnswered) return texts.proved.reached.otherwise
  return texts.proved[what][result[what]]
}

/** One journal entry in words, without time and connection, which stand in columns of their own. */
export function entrySentence(texts: Texts, entry: JournalEntry): string {
  const params = entry.params ?? {}
  const known = entry.connection === undefined ? {} : { name: entry.connection }
  const about =
    entry.fault === undefined ? {} : { fault: faultMessage(texts, { code: entry.fault, params }, known).say }
  return filled(texts.journal[entry.event], { ...params, ...about }, texts.blanks)
}
