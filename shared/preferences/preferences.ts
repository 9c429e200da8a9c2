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
  /** False once somebody has put the demo's guide away. */
  demoGuide: z.boolean().optional(),
  /** Where consumers come to (docs/consumers.md): 0 is nowhere. A port alone lets nobody in, so the plain file may say it. */
  'consumers.port': z.number().int().min(0).max(65_535).default(0),
  /** The address of a container engine's bridge, where it listens as well; empty for none. */
  'consumers.bridge': z.string().max(64).default(''),
  /** `address:port` where programs of other computers come over TLS; empty for none. */
  'consumers.address': z.string().max(80).default(''),
  /** Full paths of PEM files; empty for none. */
  'consumers.certificate': z.string().max(4_096).default(''),
  'consumers.key': z.string().max(4_096).default(''),
})
