import { type Mistake, SECRET_NAMES, type SecretName, type System } from '../systems/system.ts'
import { type DraftBase, type DraftReading, readDraft } from './draft.ts'
import { mistakesIn } from './mistakes.ts'

/**
 * A draft with all its mistakes. An edit is judged by what it changes: an old token that has meanwhile expired must
 * not stop a person from mending the base URL.
 */
export function judgedDraft(raw: unknown, system: System, base: DraftBase | null, now: number): DraftReading {
  const reading = readDraft(raw, system, base, now)
  if (reading.wordsAlone) return reading
  const found = mistakesIn(reading.draft, system).filter((mistake) => !isOld(mistake, reading, base))
  return { ...reading, mistakes: [...reading.mistakes, ...found] }
}

/** Only about what was there before and stays. */
function isOld(mistake: Mistake, reading: DraftReading, base: DraftBase | null): boolean {
  if (base === null) return false
  const kept = (name: SecretName): boolean => base.secrets[name] !== undefined && !reading.typedSecrets.includes(name)
  // Said of the refresh token, but typing either of the two can make them the same.
  if (mistake.code === 'same_token_twice') return kept('accessToken') && kept('refreshToken')
  if (mistake.field === 'settings.expiresAt') {
    return kept('accessToken') && reading.draft.typedExpiresAt === base.typedExpiresAt
  }
  return SECRET_NAMES.some((name) => mistake.field === `secrets.${name}` && kept(name))
}
