import { until } from '../processes/until.ts'
import type { Desktop } from './desktop-host.ts'

/**
 * Until the window is seen and what stands behind it (menus, the icon, what is asked before the end) is there: both come
 * after the page's first words. Closed before, the window would be shown once more by its own first frame.
 */
export async function standsBehind({ evaluate }: Desktop): Promise<void> {
  await until('the window, and what stands behind it', () =>
    evaluate(({ BrowserWindow, Menu }) => {
      const [window] = BrowserWindow.getAllWindows()
      return window?.isVisible() === true && Menu.getApplicationMenu() !== null
    }),
  )
}
