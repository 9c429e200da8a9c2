import type * as Electron from 'electron'

/**
 * For `before` of a launch, so it takes nothing from around it: the file in PAGE_WATCH becomes a preload beside the
 * shell's own, which sees each page from before its first script on, and is told `page-watch:shown` with the window.
 */
export function watchPage({ app }: typeof Electron): void {
  app.on('browser-window-created', (_event, window) => {
    window.once('show', () => window.webContents.send('page-watch:shown'))
  })
  app.on('session-created', (made) => {
    const filePath = process.env['PAGE_WATCH'] ?? ''
    // Electron before 35 has it under another name.
    const elder = Reflect.get(made, 'setPreloads') as ((files: string[]) => void) | undefined
    if ('registerPreloadScript' in made) made.registerPreloadScript({ type: 'frame', filePath })
    else elder?.call(made, [filePath])
  })
}
