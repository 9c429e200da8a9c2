import type { Log } from '../../../core/log/log.ts'
import { nodeClock } from '../clock.ts'
import { logFile } from './log-file.ts'
import { levelOf, nodeLog } from './node-log.ts'

export type HostLogParts = {
  readonly stateFolder: string
  readonly lasting: boolean
  readonly env?: NodeJS.ProcessEnv
  /** Shows a person each record, down to the last hop. */
  readonly show?: ((line: string) => void) | undefined
}

/** The log of one program of ours. Raises not_a_choice for an EVERBEARER_LOG that is no level. */
export function logOfHost({ stateFolder, lasting, env = process.env, show }: HostLogParts): Log {
  const person = show === undefined ? null : 'debug'
  const levels = { file: levelOf(env, lasting), person } as const
  return nodeLog({ file: logFile(stateFolder), levels, say: show, now: nodeClock.now })
}
