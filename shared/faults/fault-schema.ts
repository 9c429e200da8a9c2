import { z } from 'zod'
import { FAULT_KIND, type FaultCode } from '../fault.ts'

export const faultCodeSchema = z.enum(Object.keys(FAULT_KIND) as [FaultCode, ...FaultCode[]])

export const faultSchema = z.object({
  code: faultCodeSchema,
  params: z.record(z.string(), z.union([z.string(), z.number()])),
})
