import { raise } from '../../../../shared/fault.ts'
import { withoutTokens } from '../../../../shared/tokens/token-shapes.ts'
import { LOG_LEVELS, type Log, type LogFacts, type LogLevel } from '../../../core/log/log.ts'
import { foreignError } from './foreign-error.ts'
import type { LogFile } from './log-file.ts'

/** Which level goes where; null for none. */
export type LogLevels = { readonly file: LogLevel | null; readonly person: LogLevel | null }

/**
 * What EVERBEARER_LOG asks for: a level, or `off`. Raises not_a_choice. Where it is not set, a host that lasts writes down
 * what it decides, and a command only what went wrong.
 */
export function levelOf(env: NodeJS.ProcessEnv, lasting: boolean): LogLevel | null {
  const asked = env['EVERBEARER_LOG']?.trim().toLowerCase() || (lasting ? 'info' : 'error')
  if (asked === 'off') return null
  const level = LOG_LEVELS.find((known) => known === asked)
  return level ?? raise('not_a_choice', { field: 'EVERBEARER_LOG', choices: [...LOG_LEVELS, 'off'].join(', ') })
}

export type NodeLogParts = {
  readonly file: LogFile
  readonly levels: LogLevels
  /** Says a line to the person who asked to see the log. */
  readonly say?: ((line: string) => void) | undefined
  /** UTC ms. */
  readonly now: () => number
}

/**
 * Writes records as lines of JSON, and for a person as text. By hand, since a log must be there from the first moment of
 * every host: pino adds 9 MB to an agent's memory and 60 ms to its start, LogTape no less (docs/decisions.md 33).
 */
export function nodeLog({ file, levels, say, now }: NodeLogParts): Log {
  const reaches = (least: LogLevel | null, level: LogLevel) =>
    least !== null && LOG_LEVELS.indexOf(level) <= LOG_LEVELS.indexOf(least)
  return {
    takes: (level) => reaches(levels.file, level) || reaches(levels.person, level),
    place: levels.file === null ? null : file.path,
    write(level, event, facts = {}, error) {
      const toFile = reaches(levels.file, level)
      const toPerson = reaches(levels.person, level) && say !== undefined
      if (!toFile && !toPerson) return
      const time = new Date(now()).toISOString()
      const logged = loggedFacts(facts, error)
      if (toFile) file.append(JSON.stringify({ time, level, event, pid: process.pid, ...logged }))
      if (toPerson) say(line(time, level, event, logged))
    },
    recent: file.recent,
  }
}

function loggedFacts(facts: LogFacts, error: unknown): Record<string, unknown> {
  const logged = Object.entries(facts).map(([name, value]) => [
    name,
    typeof value === 'string' ? withoutTokens(value) : value,
  ])
  return { ...Object.fromEntries(logged), ...(error === undefined ? {} : { error: foreignError(error) }) }
}

function line(time: string, level: LogLevel, event: string, logged: Record<string, unknown>): string {
  const facts = Object.entries(logged)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
  return `${[time.slice(11, -1), level, event, ...facts].join(' ')}\n`
}
