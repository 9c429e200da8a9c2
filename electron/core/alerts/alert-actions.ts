import type { Fault } from '../../../shared/fault.ts'
import type { Secret } from '../../../shared/secret.ts'
import type { Texts } from '../../../shared/text/texts.ts'

/** What somebody is told with outside of every window (docs/notify.md). */
export type AlertActions = {
  /** This computer's name, for whoever hears of several. */
  readonly computer: string
  /** Every sentence there is; a keeper needs them for this alone, so they are loaded when somebody is told. */
  texts(language: string): Promise<Texts>
  /** Raises command_not_found, command_not_executable {command}. */
  check(program: string): void
  /** Runs it with no shell, nothing of what opens the vault, and its words thrown away. */
  run(work: AlertWork): AlertProgram
  /** HMAC-SHA-256 in base64; the key is in base64 too. */
  sign(text: string, key: Secret): string
}

export type AlertWork = {
  readonly program: string
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** For its standard input. */
  readonly input: string
  /** Then it is ended, with all that it has started. */
  readonly limitMs: number
}

export type AlertProgram = {
  /** Null once it has ended with 0; notify_command_failed {exit}, notify_command_hung {seconds}, command_not_found, command_not_executable. */
  readonly ended: Promise<Fault | null>
  end(): void
}
