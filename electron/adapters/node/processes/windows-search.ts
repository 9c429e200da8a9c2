import { win32 } from 'node:path'

/** What libuv appends as well; `.cmd` and `.bat` need a shell, which is never started for anybody. */
const ENDINGS = ['.com', '.exe']

/**
 * Which program a bare name such as `curl` means on Windows: the first in an absolute folder of PATH. Left to libuv, as to
 * cmd.exe, one of that name in the current folder would come first, where anybody may have put it, and be handed the token.
 * A name with a folder in it (`.\curl`, `C:\curl.exe`, `C:curl`) is what somebody chose, and comes back as it is. Null where
 * there is none.
 */
export function windowsSearch(
  program: string,
  env: Readonly<Record<string, string | undefined>>,
  isFile: (path: string) => boolean,
): string | null {
  if (/[\\/:]/.test(program)) return program
  const path = Object.entries(env).find(([name]) => name.toUpperCase() === 'PATH')?.[1] ?? ''
  const names = program.includes('.') ? [program, ...ended(program)] : ended(program)
  for (const folder of path.split(';').map((entry) => entry.replace(/^"(.*)"$/, '$1'))) {
    // Relative to wherever we happen to be, or to whichever drive: the current folder by another name.
    if (!/^(?:[a-z]:[\\/]|\\\\)/i.test(folder)) continue
    const found = names.map((name) => win32.join(folder, name)).find(isFile)
    if (found !== undefined) return found
  }
  return null
}

function ended(program: string): string[] {
  return ENDINGS.map((ending) => `${program}${ending}`)
}
