import type { Mistake } from '../../../shared/systems/system.ts'

/** Codes that say of a field that nothing stands in it: nobody is told so who has not come to it yet. */
const ABSENCES: readonly Mistake['code'][] = ['required_missing', 'client_id_missing']

/** A refresh token that lacks beside an access token is worth a word at once: it was not copied along. */
export function isAbsence({ code, level }: Pick<Mistake, 'code' | 'level'>): boolean {
  return ABSENCES.includes(code) || (code === 'refresh_token_missing' && level === 'error')
}

/** Who has not touched a field is not blamed for what is not in it; whoever has been there, or wants to save, is. */
export function shownOf(found: readonly Mistake[], isTouched: boolean): readonly Mistake[] {
  return isTouched ? found : found.filter((mistake) => !isAbsence(mistake))
}
