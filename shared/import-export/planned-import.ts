import { z } from 'zod'
import { error, mistakeSchema } from '../entry/mistake.ts'
import type { Fault } from '../fault.ts'
import { faultSchema } from '../faults/fault-schema.ts'
import { IMPORT_SOURCES } from './import-source.ts'

/** What importing one connection would do: add it, change an existing one, nothing, or be refused. */
const plannedSchema = z.object({
  name: z.string(),
  /** The file has no name for it; this one was made up. */
  suggested: z.boolean(),
  system: z.string(),
  action: z.enum(['add', 'change', 'same', 'refused']),
  /** Every server that its secrets are sent to; empty when the entry could not be read. */
  origins: z.array(z.string()),
  changes: z.array(z.object({ field: z.string(), from: z.string().nullable(), to: z.string().nullable() })),
  secrets: z.array(z.object({ name: z.string(), change: z.enum(['new', 'replaced', 'same', 'kept', 'absent']) })),
  mistakes: z.array(mistakeSchema),
  /** Once it was taken: until when `connections.restore` brings back the secrets that it replaced. */
  undoUntil: z.string().optional(),
})

export const importPlanSchema = z.object({
  source: z.enum(IMPORT_SOURCES),
  entries: z.array(plannedSchema),
  /** What could not be taken out of the file. */
  leftOut: z.array(faultSchema),
  /** What ended it half way: each entry says whether it was taken, and the same may be imported once more. */
  stopped: faultSchema.optional(),
})

export type PlannedImport = z.infer<typeof plannedSchema>
export type ImportPlan = z.infer<typeof importPlanSchema>

/** For an entry whose import failed. */
export function asRefused(planned: PlannedImport, { code, params }: Fault): PlannedImport {
  return { ...planned, action: 'refused', mistakes: [...planned.mistakes, error('', code, params)] }
}
