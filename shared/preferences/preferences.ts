import { z } from 'zod'
import { languageChoiceSchema } from './language-choice.ts'
import { themeSchema } from './theme.ts'

/** What a person chose for all of Everbearer; kept in the index, since none of it is worth anything to a thief. */
export const preferencesSchema = z.object({
  backgroundRenewal: z.boolean(),
  journalEntries: z.number().int(),
  /** Absent until somebody has chosen; kept here, since a page's own storage goes with its port. */
  theme: themeSchema.optional(),
  language: languageChoiceSchema.optional(),
})
