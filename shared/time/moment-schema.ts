import { z } from 'zod'
import { isMoment } from './instant.ts'

/** UTC ms that can be printed: a damaged number in one document must not stop the list of all connections. */
export const momentSchema = z.number().refine(isMoment)
