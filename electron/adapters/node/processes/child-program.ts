import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { statSync } from 'node:fs'
import { constants } from 'node:os'
import { FaultError, fault, raise } from '../../../../shared/fault.ts'
import { errorCode } from '../error-code.ts'
import { withoutPassphrase } from './child-environment.ts'
import { isUnderNohup } from './under-nohup.ts'
import { windowsBatchFile, windowsSearch } from './windows-search.ts'

/**
 * Runs a program to its end, with our input and output, and gives its exit code. Faults: command_not_found, command_not_executable,
 * environment_too_large where the system starts no program with so long a token, invalid_environment with such a one.
 */
export type ChildProgram = (program: string, args: readonly string[], env: NodeJS.ProcessEnv) => Promise<number>

/** One value of more than 128 KiB on Linux, 32 KiB in all on Windows. */
const TOO_LARGE = ['E2BIG', 'ENAMETOOLONG', 'ENOMEM']
const NOT_THERE = ['ENOENT', 'ENOTDIR']
/** There, and not to be run: without the right to, in a form that this system does not know, or a batch file (EINVAL). */
const NOT_TO_BE_RUN = ['EACCES', 'EPERM', 'ENOEXEC', 'EINVAL']

/** With our environment, less what opens the vault, and `env` besides. */
export const runGuestProgram: ChildProgram = (program, args, env) => {
  const whole = { ...withoutPassphrase(process.env), ...env }
  // Node gives each child the usual signals back, and a hangup would end it: under nohup nobody means that.
  return isUnderNohup()
    ? runProgram('/bin/sh', ['-c', 'trap "" HUP; exec "$@"', 'sh', program, ...args], whole)
    : runProgram(program, args, whole)
}

/** With this environment and nothing else. */
export const runProgram: ChildProgram = (program, args, env) => run(program, args, { stdio: 'inherit', env })

/**
 * Ourselves once more, in another Node; runs under Node 20. The channel between the two says nothing: its end is how the one
 * inside hears that we were killed (end-with-parent.ts).
 */
export const runOurselves: ChildProgram = (program, args, env) =>
  run(program, args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env })

function run(program: string, args: readonly string[], options: Running): Promise<number> {
  return new Promise<number>((resolve, reject) => {
    // Before the program is there: a signal that came in between would end us, and leave it running with nobody to ask it.
    const release = passSignals((signal) => child.kill(signal))
    const child = spawned(program, args, options, release)
    child.once('error', (error) => reject(notStarted(error, program)))
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])))
    child.once('error', release).once('exit', release)
  })
}

type Running = { readonly stdio: StdioOptions; readonly env: NodeJS.ProcessEnv }

function spawned(program: string, args: readonly string[], options: Running, release: () => void): ChildProcess {
  try {
    return spawn(located(program, options.env), args, options)
  } catch (thrown) {
    release()
    throw thrown instanceof Error && !(thrown instanceof FaultError) ? notStarted(thrown, program) : thrown
  }
}

/** Raises command_not_found and command_not_executable on Windows, where a bare name is looked for by us (windows-search.ts). */
function located(program: string, env: NodeJS.ProcessEnv): string {
  if (process.platform !== 'win32') return program
  const found = windowsSearch(program, env, isFile)
  if (found !== null) return found
  const batch = windowsBatchFile(program, env, isFile)
  return batch === null ? raise('command_not_found', named(program)) : raise('command_not_executable', named(batch))
}

/** A folder that cannot be looked into holds nothing, as for cmd.exe. */
function isFile(path: string): boolean {
  try {
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** What stands in the program's place by mistake could be a secret, which is longer than a program's name. */
function named(program: string): { readonly command?: string } {
  return program.length <= 64 && !program.startsWith('eyJ') ? { command: program } : {}
}

/** What is thrown at once (a NUL in a value) and what comes as an event, as faults; anything else is a bug. */
function notStarted(error: Error, program: string): unknown {
  const code = errorCode(error)
  if (TOO_LARGE.includes(code)) return new FaultError(fault('environment_too_large'), { cause: error })
  if (code === 'ERR_INVALID_ARG_VALUE') return new FaultError(fault('invalid_environment'), { cause: error })
  if (NOT_TO_BE_RUN.includes(code))
    return new FaultError(fault('command_not_executable', named(program)), { cause: error })
  if (!NOT_THERE.includes(code)) return error
  return new FaultError(fault('command_not_found', named(program)), { cause: error })
}

/** Windows knows no SIGQUIT, and listening for it throws there. */
const SIGNALS: readonly NodeJS.Signals[] = [
  'SIGTERM',
  'SIGHUP',
  'SIGINT',
  ...(process.platform === 'win32' ? [] : ['SIGQUIT' as const]),
]
/** A terminal sends these to the child as well; passed on, they would arrive twice. */
const FROM_TERMINAL: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT', 'SIGHUP']

/** While it lasts, our own end waits for the child's. */
function passSignals(pass: (signal: NodeJS.Signals) => void): () => void {
  const handlers = SIGNALS.map((signal) => {
    const handle = () => {
      if (signal === 'SIGHUP' && isUnderNohup()) return
      if (!(process.stdin.isTTY && FROM_TERMINAL.includes(signal))) pass(signal)
    }
    process.on(signal, handle)
    return () => process.off(signal, handle)
  })
  return () => {
    for (const release of handlers) release()
  }
}
