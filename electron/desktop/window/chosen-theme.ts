import type { NativeTheme } from 'electron'
import type { Bridge, Output } from '../../../shared/api/contract/contract.ts'
import type { IndexPreview } from '../../../shared/index-file/index-preview.ts'

type Theme = Output<'settings.get'>['theme']

/**
 * The theme that a person has chosen on the page holds for what the system paints as well: the window's frame, menus,
 * dialogs, and the ground and first frame that are seen before the page's script has run. `lastTheme` is the one in the index.
 */
export function createChosenTheme(native: Pick<NativeTheme, 'themeSource'>, lastTheme: IndexPreview['theme']) {
  const apply = (theme: unknown): void => {
    native.themeSource = theme === 'light' || theme === 'dark' ? theme : 'system'
  }
  apply(lastTheme)
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
