import type { Pasted } from '../../shared/entry/paste/paste.ts'

/** What an import has read of a connection and could not take as it stands; it may hold secrets. */
export type HandedDraft = {
  readonly system: string
  readonly fields: readonly Pasted[]
  /** Fields of secrets that only the keeper can read: they are in a sealed file, and no secret comes out to a page. */
  readonly sealed: readonly string[]
}

let handed: HandedDraft | null = null

/** For the next form that adds one, and for no other. */
export function handDraft(draft: HandedDraft): void {
  handed = draft
}

export function handedDraft(): HandedDraft | null {
  return handed
}

export function forgetDraft(): void {
  handed = null
}
