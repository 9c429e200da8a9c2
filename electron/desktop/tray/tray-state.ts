import type { State } from '../../../shared/connections/states.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'

/** What the icon shows: nothing to keep, all well, something ends or is late, somebody is needed. */
export type TrayState = 'idle' | 'calm' | 'soon' | 'trouble'

const TROUBLE: readonly State[] = ['needs-person', 'expired']
const SOON: readonly State[] = ['expiring', 'unsaved', 'unknown']

export type Rated = Pick<ConnectionView, 'state'>

/** The worst of all connections; paused ones do not count. */
export function trayState(views: readonly Rated[]): TrayState {
  const states = views.map(({ state }) => state).filter((state) => state !== 'paused')
  if (states.some((state) => TROUBLE.includes(state))) return 'trouble'
  if (states.some((state) => SOON.includes(state))) return 'soon'
  return states.length === 0 ? 'idle' : 'calm'
}

/** macOS draws templates in the colour of its menu bar; elsewhere the picture has to fit the panel itself. */
export function trayPicture(state: TrayState, platform: string, dark: boolean): string {
  if (platform === 'darwin') return `${state}Template.png`
  return `${state}-${dark ? 'dark' : 'light'}.png`
}
