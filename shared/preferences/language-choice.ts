import { z } from 'zod'

/** What the page speaks: as the system does, as far as there are texts for it, or one language for good (BCP 47). */
export const LANGUAGE_CHOICES = ['auto', 'en'] as const
export const languageChoiceSchema = z.enum(LANGUAGE_CHOICES)
export type LanguageChoice = z.infer<typeof languageChoiceSchema>
