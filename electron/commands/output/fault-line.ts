import type { Fault, FaultParams } from '../../../shared/fault.ts'
import type { Mistake } from '../../../shared/systems/system.ts'
import { faultSentence } from '../../../shared/text/sentence.ts'
import type { Texts } from '../../../shared/text/texts.ts'
import { visibleLine } from '../../../shared/text/visible-text.ts'

/** The one line on standard error that a failed command ends with; programs read the code, people the rest. `of` says whose it is, among several. */
export function faultLine(texts: Texts, fault: Fault, known: FaultParams = {}, of = ''): string {
  return `everbearer: ${fault.code}: ${of}${faultSentence(texts, fault, known)}\n`
}

/** Something that did not stop the command. */
export function warningLine(texts: Texts, fault: Fault, known: FaultParams = {}): string {
  return `everbearer: ${texts.words.warning}: ${fault.code}: ${faultSentence(texts, fault, known)}\n`
}

/** A repaired copying mistake, with the place in the JSON where it was. */
export function mistakeLine(texts: Texts, mistake: Mistake, known: FaultParams = {}, of = ''): string {
  const { code, params, field, level } = mistake
  const head = level === 'warning' ? `everbearer: ${texts.words.warning}` : 'everbearer'
  // Of the connection as a whole where it names no place.
  const place = field === '' ? '' : `${visibleLine(field)}: `
  return `${head}: ${code}: ${of}${place}${faultSentence(texts, { code, params }, { path: field, field, ...known })}\n`
}
