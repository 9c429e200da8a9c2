/**
 * Points at which a test ends the product's process, or makes a file or a keychain refuse. They are in a second build only
 * (`vite build --mode faults`, `faultsCli` in everbearer-process.ts): there a module of this folder stands in for the
 * adapter of the same name, and wraps it. dist/ knows nothing of them.
 *
 *   FAULT_AT=POINT         kill -9 by the process itself at this point, such as `document: renamed 2`: the second time that it
 *                          has put a document in its place; a point comes right after each change of the world outside
 *   FAULT_TRACE=FILE       a line for each point that is passed, before that
 *   FAULT_REFUSE=FILE      while this file is there, the calls that it names are refused: see `Refusal`
 *   FAULT_CLOCK_AHEAD=FILE the ms in this file, if it is there, are added to the wall clock (clock.ts)
 *   FAULT_CLOCK_WAITED=FILE  the same for the clock that nobody sets: as if that time had been waited
 *   FAULT_VERSION=9.0.0    the version that this program says it has (version.ts)
 *   FAULT_WINDOWS=FILE     the keychain is a double of Windows' limits whose items lie in this file (keychain.ts)
 */
import { appendFileSync, readFileSync } from 'node:fs'

/** `calls` as in the trace: `document: written`, or its end alone. `code` is the system's own, or the keychain's own words. */
export type Refusal = { readonly code: string; readonly calls: readonly string[] }

const { FAULT_AT: deadly, FAULT_TRACE: trace, FAULT_REFUSE: refusing } = process.env

const passed = new Map<string, number>()

/** The world outside has just been changed in this way. Does not return where this is the deadly point. */
export function crossed(step: string): void {
  const times = (passed.get(step) ?? 0) + 1
  passed.set(step, times)
  const point = `${step} ${times}`
  if (trace !== undefined) appendFileSync(trace, `${point}\n`)
  if (point === deadly) process.kill(process.pid, 'SIGKILL')
}

/** What a test wants this call to fail with, before it has done anything. */
export function refusalOf(step: string): string | null {
  const text = refusing === undefined ? null : textOf(refusing)
  if (text === null) return null
  const { code, calls } = JSON.parse(text) as Refusal
  return calls.some((call) => step.endsWith(call)) ? code : null
}

/** Null while there is no such file. */
export function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
