import type { Fault, FaultParams } from '../../../shared/fault.ts'
import type { Mistake } from '../../../shared/systems/system.ts'
import { faultSentence } from '../../../shared/text/sentence.ts'
import type { Texts } from '../../../shared/text/texts.ts'
import { visibleLine } from '../../../shared/text/visible-text.ts'

/** The last line of a failed command, on standard error: a code for programs, a sentence for people. `prefix` names one of several. */
export function faultLine(texts: Texts, fault: Fault, known: FaultParams = {}, prefix = ''): string {
  return `everbearer: ${fault.code}: ${prefix}${faultSentence(texts, fault, known)}\n`
}

/** Something that did not stop the command. */
export function warningLine(texts: Texts, fault: Fault, known: FaultParams = {}): string {
  return `everbearer: ${texts.words.warning}: ${fault.code}: ${faultSentence(texts, fault, known)}\n`
}

/** A repaired copying mistake, with the place in the JSON where it was. */
export function mistakeLine(texts: Texts, mistake: Mistake, known: FaultParams = {}, prefix = ''): string {
  const { code, params, field, level } = mistake
  const head = level === 'warning' ? `everbearer: ${texts.words.warning}` : 'everbearer'
  // Of the connection as a whole where it names no place.
  const place = field === '' ? '' : `${visibleLine(field)}: `
  return `${head}: ${code}: ${prefix}${place}${faultSentence(texts, { code, params }, { path: field, field, ...known })}\n`
}
