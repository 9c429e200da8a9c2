import type { Log } from '../../../core/log/log.ts'
import type { Sealing } from '../../../core/ports.ts'

/** What the shared vault needs beside the vault that is this workstation's own. */
export type SharedOpening = { readonly log: Log; readonly sealing: Sealing }
