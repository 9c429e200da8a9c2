import { z } from 'zod'

/** A person's own words for a connection: tags to find and group it by, a note for whoever comes next. Anybody may read them. */
export const tagsAndNoteShape = { tags: z.array(z.string()), note: z.string() }

export type TagsAndNote = { readonly tags: readonly string[]; readonly note: string }

/** Lower-case letters of any script, digits and hyphens, as in a name: one word that needs no quoting in a shell or URL. */
export const TAG_PATTERN = /^[\p{Ll}\p{Lo}\p{N}][\p{Ll}\p{Lo}\p{M}\p{N}-]{0,31}$/u
export const MOST_TAGS = 20
export const LONGEST_NOTE = 2_000

/** A tag as it is stored: in lower case, however it was typed. */
export function asTag(text: string): string {
  return text.trim().normalize('NFC').toLowerCase()
}
