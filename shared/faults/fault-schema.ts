import { z } from 'zod'
import type { FaultCode } from '../fault.ts'
import { FAULT_KIND } from './fault-kind.ts'

export const faultCodeSchema = z.enum(Object.keys(FAULT_KIND) as [FaultCode, ...FaultCode[]])

export const faultSchema = z.object({
  code: faultCodeSchema,
  params: z.record(z.string(), z.union([z.string(), z.number()])),
})
