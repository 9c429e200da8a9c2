import type { Log } from '../../../core/log/log.ts'
import type { Sealing } from '../../../core/ports.ts'

/** What the shared vault needs beside this workstation's local vault. */
export type SharedOpening = { readonly log: Log; readonly sealing: Sealing }
