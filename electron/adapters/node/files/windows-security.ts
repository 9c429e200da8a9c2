import { execFileSync } from 'node:child_process'
import { withoutPassphrase } from '../processes/child-environment.ts'
import { windowsProgram } from '../processes/windows-program.ts'

/** A computer that has just been switched on is slow; without an answer by then nothing is trusted. */
const WITHIN_MS = 20_000

/** A line for each path that is named in the variable, in their order; empty where it could not be told. */
const SCRIPT =
  '$ErrorActionPreference = "SilentlyContinue"; foreach ($path in $env:EVERBEARER_PATHS -split "`n") ' +
  '{ $sddl = ""; $sddl = (Get-Acl -LiteralPath $path).Sddl; [Console]::Out.WriteLine("$sddl") }'

/**
 * The security descriptors of files and folders on Windows, as text (SDDL), by PowerShell, since Node tells nothing of them. The
 * paths go by a variable: in a program's words they would have to be quoted. It has not been tried on Windows.
 */
export function windowsSecurity(paths: readonly string[]): readonly string[] {
  const program = windowsProgram('WindowsPowerShell\\v1.0\\powershell.exe')
  try {
    const words = ['-NoProfile', '-NonInteractive', '-Command', SCRIPT]
    const env = { ...withoutPassphrase(process.env), EVERBEARER_PATHS: paths.join('\n') }
    const output = execFileSync(program, words, { env, encoding: 'utf8', timeout: WITHIN_MS, windowsHide: true })
    return output.split('\n').map((line) => line.trim())
  } catch {
    return []
  }
}
