import type { FaultCode } from '../fault.ts'
import { type Mistake, SECRET_NAMES, type SecretName, type System } from '../systems/system.ts'
import { type DraftBase, type DraftReading, readDraft } from './draft.ts'
import { mistakesIn } from './mistakes.ts'

/**
 * Reads a draft and finds all its mistakes. An edit is judged by what it changes: an old token that has meanwhile expired
 * must not stop a person from mending the base URL, nor must what was missing before: a site's connection waits for its
 * secrets, and may be changed meanwhile.
 */
export function judgeDraft(raw: unknown, system: System, base: DraftBase | null, now: number): DraftReading {
  const reading = readDraft(raw, system, base, now)
  if (reading.hasOnlyTagsAndNote) return reading
  const found = mistakesIn(reading.draft, system).filter((mistake) => !isPreexisting(mistake, reading, base))
  const all = withoutFilledGaps([...reading.mistakes, ...found])
  return { ...reading, mistakes: withoutOldGaps(all, reading, system, base) }
}

const GAPS: readonly FaultCode[] = ['required_missing', 'refresh_token_missing']

function isGap({ level, code }: Mistake): boolean {
  return level === 'error' && GAPS.includes(code)
}

/** A value with an error is not missing as well. */
function withoutFilledGaps(mistakes: readonly Mistake[]): readonly Mistake[] {
  const fieldsWithErrors = new Set(
    mistakes.filter((each) => each.level === 'error' && !isGap(each)).map(({ field }) => field),
  )
  return mistakes.filter((each) => !isGap(each) || !fieldsWithErrors.has(each.field))
}

/** Whoever enters one secret is still told of the others. */
function withoutOldGaps(
  mistakes: readonly Mistake[],
  { draft, typedSecrets }: DraftReading,
  system: System,
  base: DraftBase | null,
): readonly Mistake[] {
  if (base === null || !mistakes.some(isGap)) return mistakes
  const before = readDraft({}, system, base, draft.now)
  const gaps = [...before.mistakes, ...mistakesIn(before.draft, system)].filter(isGap)
  const isOldGap = (mistake: Mistake): boolean =>
    gaps.some(({ code, field }) => code === mistake.code && field === mistake.field) &&
    (typedSecrets.length === 0 || !mistake.field.startsWith('secrets.'))
  return mistakes.filter((mistake) => !isGap(mistake) || !isOldGap(mistake))
}

/** Only about what was there before and stays. */
function isPreexisting(mistake: Mistake, reading: DraftReading, base: DraftBase | null): boolean {
  if (base === null) return false
  const isUnchanged = (name: SecretName): boolean =>
    base.secrets[name] !== undefined && !reading.typedSecrets.includes(name)
  // Said of the refresh token, but typing either of the two can make them the same.
  if (mistake.code === 'same_token_twice') return isUnchanged('accessToken') && isUnchanged('refreshToken')
  if (mistake.field === 'settings.expiresAt') {
    return isUnchanged('accessToken') && reading.draft.typedExpiresAt === base.typedExpiresAt
  }
  return SECRET_NAMES.some((name) => mistake.field === `secrets.${name}` && isUnchanged(name))
}
