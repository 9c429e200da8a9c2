import { z } from 'zod'
import { nameSchema as name } from '../../connections/connection.ts'
import { networkChangeSchema, networkViewSchema } from '../../connections/network.ts'
import { EVERY, SOCKET } from './doors.ts'

/** How calls travel: seen from everywhere, set through the socket alone (tests/doors/powers.ts). */
export const NETWORK_CONTRACT = {
  /** Of one connection, or of all where no name is given. */
  'network.get': {
    doors: EVERY,
    input: z.strictObject({ name: name.optional() }),
    output: z.object({ network: networkViewSchema.nullable() }),
  },
  'network.set': {
    doors: SOCKET,
    input: z.strictObject({ name: name.optional(), change: networkChangeSchema }),
    output: z.object({ network: networkViewSchema.nullable() }),
  },
} as const
