import { readFileSync, readlinkSync } from 'node:fs'

/**
 * Whether `nohup` has started us, so that a hangup is to be passed over. It says so by ignoring the signal, which Node takes
 * back before any of our code runs. What is left of it: its name, which shells put into `_`, and the standard input of
 * coreutils' one, which can only be written to.
 */
export function isUnderNohup(env: Readonly<Record<string, string | undefined>> = process.env): boolean {
  return /(?:^|\/)nohup$/.test(env['_'] ?? '') || isInputForWriting()
}

const ACCESS_MODE = 0o3
const WRITE_ONLY = 0o1

function isInputForWriting(): boolean {
  try {
    if (readlinkSync('/proc/self/fd/0') !== '/dev/null') return false
    const flags = /^flags:\s*([0-7]+)$/m.exec(readFileSync('/proc/self/fdinfo/0', 'utf8'))?.[1] ?? '0'
    return (Number.parseInt(flags, 8) & ACCESS_MODE) === WRITE_ONLY
  } catch {
    // No Linux, or no input at all.
    return false
  }
}
