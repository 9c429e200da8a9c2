import { FAULT_KIND, type FaultCode, type FaultKind } from '../fault.ts'
import { filled } from './sentence.ts'
import type { Texts } from './texts.ts'

/** A fault's own page: the same sentences, without the particulars of any one time that it happened. */
export type FaultHelp = {
  readonly code: FaultCode
  readonly kind: FaultKind
  /** What it means, in each of the ways in which it is told, with what to do then. */
  readonly ways: readonly { readonly means: string; readonly next: string }[]
}

export function faultHelp(texts: Texts, code: FaultCode): FaultHelp {
  const { cases = {}, ...plain } = texts.faults[code]
  const ways = [plain, ...Object.values(cases)].map(({ say, next }) => ({
    means: filled(say, {}, texts.blanks),
    next: filled(next, {}, texts.blanks),
  }))
  const told = new Map(ways.map((way) => [`${way.means} ${way.next}`, way]))
  return { code, kind: FAULT_KIND[code], ways: [...told.values()] }
}

export function allFaultHelp(texts: Texts): readonly FaultHelp[] {
  return (Object.keys(FAULT_KIND) as FaultCode[]).sort().map((code) => faultHelp(texts, code))
}
