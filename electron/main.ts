import { app, protocol } from 'electron'
import { startDesktop } from './desktop/desktop.ts'
import { claimScheme } from './desktop/protocol.ts'
import { tellStartFailure } from './desktop/start-failure.ts'

/** The desktop: one instance for each person; a second start only shows the window of the first. */
app.enableSandbox()
claimScheme(protocol)
if (app.requestSingleInstanceLock())
  void app
    .whenReady()
    .then(() => startDesktop(import.meta.dirname))
    .catch(tellStartFailure)
else app.quit()
