import { z } from 'zod'
import { faultSchema } from '../../faults/fault-schema.ts'
import { vaultStatusSchema } from './vault.ts'

/** Who keeps, since when, and what it keeps in. */
export const keeperSchema = z.object({
  version: z.string(),
  /** The commit that its build was made from, or `unknown`. */
  commit: z.string(),
  pid: z.number(),
  since: z.string(),
  host: z.string(),
  /** Where programs reach it by HTTP; left out where there is no path to it (Windows). */
  socket: z.string().optional(),
  vault: vaultStatusSchema,
  nextRenewalAt: z.string().nullable(),
  /** Why files of the site are not followed; left out where all of them are. */
  siteFaults: z.array(faultSchema).optional(),
})
