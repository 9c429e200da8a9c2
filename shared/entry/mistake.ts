import { z } from 'zod'
import type { FaultCode, FaultParams } from '../fault.ts'
import { faultSchema } from '../faults/fault-schema.ts'
import type { Mistake } from '../systems/system.ts'

/** A mistake as it crosses a door. */
export const mistakeSchema = faultSchema.extend({
  level: z.enum(['error', 'warning']),
  field: z.string(),
  mend: z.string().optional(),
})

/** A copying mistake that stops saving. `field` is a path such as `secrets.accessToken`; `mend` what to write instead. */
export function error(field: string, code: FaultCode, params: FaultParams = {}, mend: string | null = null): Mistake {
  return { level: 'error', field, code, params, ...(mend === null ? {} : { mend }) }
}

/** One that the person is told of while saving goes on. */
export function warning(field: string, code: FaultCode, params: FaultParams = {}, mend: string | null = null): Mistake {
  return { level: 'warning', field, code, params, ...(mend === null ? {} : { mend }) }
}
