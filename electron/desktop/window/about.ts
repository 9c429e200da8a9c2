import { join } from 'node:path'
import type { App } from 'electron'
import { VERSION } from '../../hosting/version.ts'

/** What this is, in the system's own panel. */
export function showAbout(app: Pick<App, 'setAboutPanelOptions' | 'showAboutPanel'>, dist: string): void {
  app.setAboutPanelOptions({
    applicationName: 'Everbearer',
    applicationVersion: VERSION,
    version: `Electron ${process.versions['electron']}`,
    copyright: 'MIT licence',
    iconPath: join(dist, 'icons', 'app.png'),
  })
  app.showAboutPanel()
}
