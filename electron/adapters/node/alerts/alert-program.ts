import { type ChildProcess, spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { type Fault, fault, faultOf, raise } from '../../../../shared/fault.ts'
import type { AlertProgram, AlertWork } from '../../../core/alerts/alert-actions.ts'
import type { Clock } from '../../../core/ports.ts'
import { errorCode } from '../error-code.ts'
import { withoutPassphrase } from '../processes/child-environment.ts'

/** How long it has to end after SIGTERM. */
const KILL_AFTER_MS = 2_000

/** Raises command_not_found, command_not_executable {command}. */
export function checkAlertProgram(program: string): void {
  try {
    accessSync(program, constants.X_OK)
  } catch (thrown) {
    raise(errorCode(thrown) === 'EACCES' ? 'command_not_executable' : 'command_not_found', { command: program })
  }
}

/**
 * Runs it in a group of its own, so that what it has started ends with it; on Windows it alone can be ended. Its words go
 * nowhere: what a program prints may hold anything, and nobody reads it.
 */
export function runAlertProgram(work: AlertWork, clock: Pick<Clock, 'after'>): AlertProgram {
  const child = spawnAlert(work)
  if ('code' in child) return { ended: Promise.resolve(child), end: () => undefined }
  let ending: Fault | null = null
  let cancel = clock.after(work.limitMs, () => end(fault('notify_command_hung', { seconds: work.limitMs / 1_000 })))

  function end(why: Fault): void {
    ending ??= why
    cancel()
    signal(child as ChildProcess, 'SIGTERM')
    cancel = clock.after(KILL_AFTER_MS, () => signal(child as ChildProcess, 'SIGKILL'))
  }

  const ended = new Promise<Fault | null>((done) => {
    child.once('error', (error) => done(startFault(error, work.program)))
    child.once('exit', (code) => done(ending ?? (code === 0 ? null : fault('notify_command_failed', exitOf(code)))))
  })
  return {
    ended: ended.finally(() => {
      cancel()
      // What is left of its group, once the program itself has gone after being told to.
      if (ending !== null) signal(child, 'SIGKILL')
    }),
    end: () => end(fault('notify_command_failed')),
  }
}

function spawnAlert({ program, args, environment, input }: AlertWork): ChildProcess | Fault {
  try {
    const env = { ...withoutPassphrase(process.env), ...environment }
    const child = spawn(program, args, {
      env,
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    })
    // A program that does not read its input may close it.
    child.stdin?.on('error', () => undefined).end(input)
    return child
  } catch (thrown) {
    return startFault(thrown, program)
  }
}

function startFault(thrown: unknown, program: string): Fault {
  const code = errorCode(thrown)
  if (code === 'ENOENT' || code === 'ENOTDIR') return fault('command_not_found', { command: program })
  if (code === 'EACCES' || code === 'EPERM' || code === 'ENOEXEC')
    return fault('command_not_executable', { command: program })
  return code === '' ? faultOf(thrown) : fault('notify_command_failed')
}

/** Of one that was ended by a signal there is no code. */
function exitOf(code: number | null): { readonly exit?: number } {
  return code === null ? {} : { exit: code }
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  const { pid } = child
  if (pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill(name)
    else process.kill(-pid, name)
  } catch {
    // It has gone by itself.
  }
}
