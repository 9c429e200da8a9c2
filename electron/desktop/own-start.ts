import { app } from 'electron'

/** How this very program is started, with these words. An AppImage is mounted elsewhere at each start; the variable names the file itself. */
export function ownStart(words: readonly string[]): { readonly program: string; readonly args: string[] } {
  const program = process.env['APPIMAGE'] ?? process.execPath
  return { program, args: [...(app.isPackaged ? [] : [app.getAppPath()]), ...words] }
}
