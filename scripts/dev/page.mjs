import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createServer } from 'vite'
import { build } from '../build/bundle.mjs'
import { cache, cli, productNode, root } from '../project.mjs'
import { createRestarts } from './restarts.mjs'

/**
 * `npm run dev`: the page as it is being written, over a real keeper. A change of renderer/ or shared/ is seen in the browser
 * at once; one of electron/ builds the programs anew and starts the keeper again, with a new address. The keeper has
 * a state folder and a vault in memory of its own, and nothing of whoever works here.
 */
const PORT = 5173
const HOST_PORT = 5174

let host = await startHost()
process.once('exit', () => host.child.kill('SIGTERM'))
const page = await createServer({
  configFile: join(root, 'vite.config.ts'),
  mode: 'page',
  base: '/',
  // The host's own address is the only one that its door answers to.
  server: { host: '127.0.0.1', port: PORT, strictPort: true, proxy: { '^/(api|v1)/|^/openapi.json$': toHost() } },
})
await page.listen()
tellAddress()

const restarts = createRestarts(
  {
    build,
    async start() {
      host = await startHost()
      tellAddress()
      return host
    },
  },
  host,
)
page.watcher.add(join(root, 'electron')).on('all', (_what, path) => {
  if (path.startsWith(join(root, 'electron'))) restarts.changed()
})

function tellAddress() {
  process.stdout.write(`http://127.0.0.1:${PORT}/${host.address.hash}\n`)
}

/** The browser host, once it has said where its page is. */
async function startHost() {
  const env = { ...process.env, EVERBEARER_HOME: join(cache, 'dev-state'), EVERBEARER_VAULT: 'memory' }
  const words = [cli, 'serve', '--no-open', '--port', `${HOST_PORT}`, '--verbose']
  const child = spawn(productNode, words, { cwd: root, env, stdio: ['inherit', 'pipe', 'inherit'] })
  const ended = new Promise((done) => child.once('exit', done))
  const first = new Promise((said) => createInterface(child.stdout).once('line', said))
  const address = await Promise.race([first, ended.then(() => 'http://127.0.0.1/')])
  return {
    child,
    address: new URL(String(address)),
    end() {
      child.kill('SIGTERM')
      return ended
    },
  }
}

/** @returns {import('vite').ProxyOptions} */
function toHost() {
  return {
    target: `http://127.0.0.1:${HOST_PORT}`,
    configure(proxy) {
      proxy.on('proxyReq', (request) => {
        request.setHeader('host', host.address.host)
        request.setHeader('origin', host.address.origin)
        request.removeHeader('sec-fetch-site')
      })
    },
  }
}
