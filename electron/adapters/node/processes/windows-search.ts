import { win32 } from 'node:path'

type IsFile = (path: string) => boolean

/** Extensions tried, as libuv does. */
const PROGRAMS = ['.com', '.exe']
/** These need a shell, which is never started. */
const BATCH_FILES = ['.bat', '.cmd']

/**
 * Which program a bare name such as `curl` means on Windows: the first in an absolute folder of PATH. Left to libuv, as to
 * cmd.exe, one of that name in the current folder would come first, where anybody may have put it, and be handed the token.
 * A name with a folder in it (`.\curl`, `C:\curl.exe`, `C:curl`) is what somebody chose, and comes back as it is. Null where
 * there is none.
 */
export function windowsSearch(program: string, env: NodeJS.ProcessEnv, isFile: IsFile): string | null {
  return /[\\/:]/.test(program) ? program : firstInPath(program, PROGRAMS, env, isFile)
}

/** The batch file of that name in PATH, such as npm's; null where there is none. */
export function windowsBatchFile(program: string, env: NodeJS.ProcessEnv, isFile: IsFile): string | null {
  return firstInPath(program, BATCH_FILES, env, isFile)
}

function firstInPath(
  program: string,
  extensions: readonly string[],
  env: NodeJS.ProcessEnv,
  isFile: IsFile,
): string | null {
  const path = Object.entries(env).find(([name]) => name.toUpperCase() === 'PATH')?.[1] ?? ''
  const withExtensions = extensions.map((extension) => `${program}${extension}`)
  const names = program.includes('.') ? [program, ...withExtensions] : withExtensions
  for (const folder of path.split(';').map((entry) => entry.replace(/^"(.*)"$/, '$1'))) {
    // Relative to wherever we happen to be, or to whichever drive: the current folder by another name.
    if (!/^(?:[a-z]:[\\/]|\\\\)/i.test(folder)) continue
    const found = names.map((name) => win32.join(folder, name)).find(isFile)
    if (found !== undefined) return found
  }
  return null
}
