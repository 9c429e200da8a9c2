/**
 * A sentence with a number in it, in each of the forms that its language has for numbers: the plural categories of Unicode
 * (CLDR). English has `one` and `other`; another language may have `few` and `many` besides. `counts` names the value
 * that decides. Numbers in such a sentence are written as its language writes them.
 */
export type Counted = Forms & { readonly language: string; readonly counts: string }
type Forms = { readonly other: string } & Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>

/** A sentence as a table of texts holds it (sentence.ts fills it). */
export type Sentence = string | Counted

/** Every key of a table of texts in English, each with whatever another language says there. */
export type Said<Words> = {
  readonly [Key in keyof Words]: Words[Key] extends string
    ? string
    : Words[Key] extends Counted
      ? Counted
      : Said<Words[Key]>
}

/** How a language's texts write sentences that count. `language` BCP 47. */
export function countedIn(language: string): (forms: Forms, counts?: string) => Counted {
  return (forms, counts = 'count') => ({ language, counts, ...forms })
}

/** The form for that number; of a number that is not known, the one for most numbers. */
export function formFor(counted: Counted, count: number): string {
  return counted[rulesOf(counted.language).select(count)] ?? counted.other
}

/** Below this no language that is spoken here writes anything but the digits; a formatter costs 15 ms and 8 MB at first. */
const GROUPED = 1_000

export function sayNumber(language: string, number: number): string {
  return Math.abs(number) < GROUPED ? String(number) : numbersOf(language).format(number)
}

/** "100–100,000", as that language writes it. */
export function sayRange(language: string, from: number, to: number): string {
  return numbersOf(language).formatRange(from, to)
}

const rules = new Map<string, Intl.PluralRules>()
const numbers = new Map<string, Intl.NumberFormat>()

/** Made when first asked for: most commands count nothing, and the agent should not carry them. */
function rulesOf(language: string): Intl.PluralRules {
  const made = rules.get(language) ?? new Intl.PluralRules(language)
  rules.set(language, made)
  return made
}

function numbersOf(language: string): Intl.NumberFormat {
  const made = numbers.get(language) ?? new Intl.NumberFormat(language)
  numbers.set(language, made)
  return made
}
