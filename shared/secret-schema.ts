import { z } from 'zod'
import { Secret } from './secret.ts'

/** A secret as it lies in a vault document: plain text there, a Secret from the moment it is read. */
export const secretSchema = z.string().transform((text) => new Secret(text))
