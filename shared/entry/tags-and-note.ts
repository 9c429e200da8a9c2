import { asTag, LONGEST_NOTE, MOST_TAGS, TAG_PATTERN, type TagsAndNote } from '../connections/tags-and-note.ts'
import type { Mistake } from '../systems/system.ts'
import { unseenIn } from '../text/visible-text.ts'
import { withoutTokens } from '../tokens/token-shapes.ts'
import { error } from './mistake.ts'
import { SHORTEST_SECRET } from './readable-settings.ts'

/** Null where an entry does not say: then it stays as it is. */
export type TypedTagsAndNote = { readonly [Field in keyof TagsAndNote]: TagsAndNote[Field] | null }

/**
 * Tags and note of an entry, from unknown values; whatever is wrong is added to `mistakes`. Neither may hold a secret, since
 * everybody who sees the list can read them: one that came with the same entry (`secrets`), or what looks like a token.
 */
export function readTagsAndNote(
  typed: Readonly<Record<string, unknown>>,
  secrets: readonly string[],
  mistakes: Mistake[],
): TypedTagsAndNote {
  const tags = typed['tags'] === undefined ? null : readTags(typed['tags'], mistakes)
  const note = typed['note'] === undefined ? null : readNote(typed['note'], mistakes)
  for (const [field, text] of [['tags', (tags ?? []).join('\n')] as const, ['note', note ?? ''] as const]) {
    if (holdsSecret(text, secrets)) mistakes.push(error(field, 'text_holds_secret', { field }))
  }
  return { tags, note }
}

function readTags(raw: unknown, mistakes: Mistake[]): readonly string[] {
  const isList = Array.isArray(raw) && raw.every((each) => typeof each === 'string')
  const tags = isList ? [...new Set(raw.map(asTag))].filter((tag) => tag !== '') : []
  if (!isList || tags.some((tag) => !TAG_PATTERN.test(tag))) mistakes.push(error('tags', 'invalid_tag'))
  else if (tags.length > MOST_TAGS) mistakes.push(error('tags', 'too_many_tags', { limit: MOST_TAGS }))
  return tags
}

function readNote(raw: unknown, mistakes: Mistake[]): string {
  if (typeof raw !== 'string') {
    mistakes.push(error('note', 'not_text', { field: 'note' }))
    return ''
  }
  const note = raw.replaceAll('\r\n', '\n').trim()
  const character = unseenIn(note.replace(/[\n\t]/g, ' '))
  if (note.length > LONGEST_NOTE) mistakes.push(error('note', 'too_long', { field: 'note', limit: LONGEST_NOTE }))
  else if (character !== null) mistakes.push(error('note', 'character_hidden', { field: 'note', character }))
  return note
}

/** What looks like a token, or one of these. */
function holdsSecret(text: string, secrets: readonly string[]): boolean {
  if (withoutTokens(text) !== text) return true
  return secrets.some((secret) => secret.length >= SHORTEST_SECRET && text.includes(secret))
}
