/** One start of the built main.js, up to its first window: `node startup-main.ts MAIN_JS`, which tells over Node's channel. */
import { registerHooks } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { begun, loaded } from './startup-record.ts'

const own = pathToFileURL(`${import.meta.dirname}/`).href
const standIn = `${own}startup-electron.ts`
await import(standIn)

registerHooks({
  resolve: (name, context, next) => (name === 'electron' ? { url: standIn, shortCircuit: true } : next(name, context)),
  load(url, context, next) {
    if (!url.startsWith(own)) loaded.add(url)
    return next(url, context)
  },
})

const main = resolve(process.argv[2] ?? '')
process.argv = [process.execPath, main]
Object.assign(begun, { ms: performance.now(), cpu: process.cpuUsage() })
await import(pathToFileURL(main).href)
