import { z } from 'zod'
import { FAULT_KIND, type FaultCode } from '../fault.ts'

const codes = Object.keys(FAULT_KIND) as [FaultCode, ...FaultCode[]]

export const faultSchema = z.object({
  code: z.enum(codes),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
})
