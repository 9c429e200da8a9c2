import { win32 } from 'node:path'

/**
 * The full path of a program of Windows' own, such as `reg.exe`. A bare name would be looked for in the folder of the
 * program and in the current one first, where anybody may have put one of that name.
 */
export function windowsProgram(name: string, env: Readonly<Record<string, string | undefined>> = process.env): string {
  const root = Object.entries(env).find(([variable]) => variable.toLowerCase() === 'systemroot')?.[1] ?? ''
  return win32.join(win32.isAbsolute(root) ? root : 'C:\\Windows', 'System32', name)
}
