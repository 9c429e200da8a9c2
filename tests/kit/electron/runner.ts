/** The desktop's process in the stand-in: `node runner.ts MAIN_JS [ARGUMENTS]`, driven over Node's own channel (stand-in-host.ts). */
import { registerHooks } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from './app.ts'
import { BrowserWindow } from './browser-window.ts'
import * as modelled from './modelled.ts'
import { closeChromium, debuggingAddress } from './pages.ts'

const standIn = pathToFileURL(resolve(import.meta.dirname, 'electron.ts')).href
registerHooks({
  resolve: (name, context, next) => (name === 'electron' ? { url: standIn, shortCircuit: true } : next(name, context)),
})

const [, runner, main = '', ...words] = process.argv
process.argv = [process.execPath, main, ...words]
void runner

type Asked = { id: number; source: string; argument: unknown }
const begun = Promise.withResolvers<void>()
const known = { app, BrowserWindow, debuggingAddress, begin: () => begun.resolve(), ...modelled }

process.on('message', ({ id, source, argument }: Asked) => {
  void (async () => {
    try {
      const run = new Function(`return (${source})`)() as (electron: typeof known, argument: unknown) => unknown
      process.send?.({ id, value: await run(known, argument) })
    } catch (thrown) {
      process.send?.({ id, error: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) })
    }
  })()
})
app.on('will-quit', () => void closeChromium())
// A test that is gone must not leave a desktop behind.
process.on('disconnect', () => process.exit(1))

// ConnectionRecord back for a test that has something to prepare in the browser.
if (process.env['STAND_IN_HELD'] === 'yes') await begun.promise
await import(pathToFileURL(resolve(main)).href)
app.becomeReady()
process.send?.({ ready: true })
