import { readFileSync, readlinkSync } from 'node:fs'

/**
 * Whether `nohup` has started us, so that SIGHUP is to be ignored. nohup ignores the signal, but Node resets that before our
 * code runs. What remains: its name, which shells put into `_`, and coreutils' write-only standard input.
 */
export function isUnderNohup(env: Readonly<Record<string, string | undefined>> = process.env): boolean {
  return /(?:^|\/)nohup$/.test(env['_'] ?? '') || isStdinWriteOnly()
}

const ACCESS_MODE = 0o3
const WRITE_ONLY = 0o1

function isStdinWriteOnly(): boolean {
  try {
    if (readlinkSync('/proc/self/fd/0') !== '/dev/null') return false
    const flags = /^flags:\s*([0-7]+)$/m.exec(readFileSync('/proc/self/fdinfo/0', 'utf8'))?.[1] ?? '0'
    return (Number.parseInt(flags, 8) & ACCESS_MODE) === WRITE_ONLY
  } catch {
    // No Linux, or no input at all.
    return false
  }
}
