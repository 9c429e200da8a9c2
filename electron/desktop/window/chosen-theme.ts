import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { NativeTheme } from 'electron'
import type { Bridge, Output } from '../../../shared/api/contract/contract.ts'

type Theme = Output<'settings.get'>['theme']

/**
 * The theme that a person has chosen on the page holds for what the system paints as well: the window's frame, menus,
 * dialogs, and the ground and first frame that are seen before the page's script has run. `index.json` is only looked at,
 * with nothing loaded for it: the window waits for this.
 */
export function createChosenTheme(native: Pick<NativeTheme, 'themeSource'>, stateFolder: string) {
  const apply = (theme: unknown): void => {
    native.themeSource = theme === 'light' || theme === 'dark' ? theme : 'system'
  }
  apply(keptIn(join(stateFolder, 'index.json')))
  return {
    /** The same bridge, past which no theme is chosen unnoticed. */
    watching: (bridge: Bridge): Bridge => ({
      async call(name, input) {
        const output = await bridge.call(name, input)
        if (name === 'settings.set' || name === 'settings.get') apply((output as { theme?: Theme }).theme)
        return output
      },
    }),
  }
}

function keptIn(path: string): unknown {
  try {
    const { preferences } = JSON.parse(readFileSync(path, 'utf8')) as { preferences?: { theme?: unknown } }
    return preferences?.theme
  } catch {
    return undefined
  }
}
