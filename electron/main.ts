import { app, Menu, protocol } from 'electron'
import { APP_ID } from './desktop/app-id.ts'
import { startDesktop } from './desktop/desktop.ts'
import { watchShowRequests } from './desktop/show-requests.ts'
import { claimScheme } from './desktop/window/protocol.ts'

/** The desktop: one instance for each person; a second start only shows the window of the first. */
app.enableSandbox()
// Before the first window, which is else another program's on the task bar.
if (process.platform === 'win32') app.setAppUserModelId(APP_ID)
claimScheme(protocol)
// Else Electron builds a menu of its own, which only holds up the window.
Menu.setApplicationMenu(null)
if (app.requestSingleInstanceLock()) {
  const askedFor = watchShowRequests(app)
  void app
    .whenReady()
    .then(() => startDesktop(import.meta.dirname, askedFor))
    .catch(async (thrown: unknown) => (await import('./desktop/start-failure.ts')).tellStartFailure(thrown))
} else app.quit()
