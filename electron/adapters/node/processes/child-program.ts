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
const TOO_LARGE_CODES = ['E2BIG', 'ENAMETOOLONG', 'ENOMEM']
const NOT_FOUND_CODES = ['ENOENT', 'ENOTDIR']
/** There, and not to be run: without the right to, in a form that this system does not know, or a batch file (EINVAL). */
const NOT_EXECUTABLE_CODES = ['EACCES', 'EPERM', 'ENOEXEC', 'EINVAL']

/** With our environment, less what opens the vault, and `env` besides. */
export const runForeignProgram: ChildProgram = (program, args, env) => {
  const childEnv = { ...withoutPassphrase(process.env), ...env }
  // Node gives each child the usual signals back, and a hangup would end it: under nohup nobody means that.
  return isUnderNohup()
    ? runProgram('/bin/sh', ['-c', 'trap "" HUP; exec "$@"', 'sh', program, ...args], childEnv)
    : runProgram(program, args, childEnv)
}

/** With this environment and nothing else. */
export const runProgram: ChildProgram = (program, args, env) => run(program, args, { stdio: 'inherit', env })

/**
 * Runs this program again under another Node; must itself run under Node 20. The IPC channel carries nothing: its end tells
 * the child that we were killed (end-with-parent.ts).
 */
export const runOurselves: ChildProgram = (program, args, env) =>
  run(program, args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env })

function run(program: string, args: readonly string[], options: SpawnOptions): Promise<number> {
  return new Promise<number>((resolve, reject) => {
    // Before the spawn: a signal in between would end us and leave the child running.
    const release = passSignals((signal) => child.kill(signal))
    const child = spawnProgram(program, args, options, release)
    child.once('error', (error) => reject(startFault(error, program)))
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])))
    child.once('error', release).once('exit', release)
  })
}

type SpawnOptions = { readonly stdio: StdioOptions; readonly env: NodeJS.ProcessEnv }

function spawnProgram(
  program: string,
  args: readonly string[],
  options: SpawnOptions,
  release: () => void,
): ChildProcess {
  try {
    return spawn(locate(program, options.env), args, options)
  } catch (thrown) {
    release()
    throw thrown instanceof Error && !(thrown instanceof FaultError) ? startFault(thrown, program) : thrown
  }
}

/** Raises command_not_found and command_not_executable on Windows, where a bare name is looked for by us (windows-search.ts). */
function locate(program: string, env: NodeJS.ProcessEnv): string {
  if (process.platform !== 'win32') return program
  const found = windowsSearch(program, env, isFile)
  if (found !== null) return found
  const batch = windowsBatchFile(program, env, isFile)
  return batch === null
    ? raise('command_not_found', commandParam(program))
    : raise('command_not_executable', commandParam(batch))
}

/** A folder that cannot be read counts as empty, as for cmd.exe. */
function isFile(path: string): boolean {
  try {
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** A long word, or one like a token, is not repeated: it may be a secret typed in the program's place by mistake. */
function commandParam(program: string): { readonly command?: string } {
  return program.length <= 64 && !program.startsWith('eyJ') ? { command: program } : {}
}

/** What is thrown at once (a NUL in a value) and what comes as an event, as faults; anything else is a bug. */
function startFault(error: Error, program: string): unknown {
  const code = errorCode(error)
  if (TOO_LARGE_CODES.includes(code)) return new FaultError(fault('environment_too_large'), { cause: error })
  if (code === 'ERR_INVALID_ARG_VALUE') return new FaultError(fault('invalid_environment'), { cause: error })
  if (NOT_EXECUTABLE_CODES.includes(code))
    return new FaultError(fault('command_not_executable', commandParam(program)), { cause: error })
  if (!NOT_FOUND_CODES.includes(code)) return error
  return new FaultError(fault('command_not_found', commandParam(program)), { cause: error })
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

/** Until released, signals go to the child instead of ending us. */
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
