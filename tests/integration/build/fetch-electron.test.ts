import { spawn } from 'node:child_process'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { freePort } from '../../kit/network/free-port.ts'
import { environmentOf, type Home, temporaryHome } from '../../kit/processes/temporary-home.ts'

const root = resolve(import.meta.dirname, '../../..')
/** What ends sooner was not waited for. */
const PATIENT_MS = 120_000

/** Fetches from a server on this machine, in the place of Electron's own. */
async function fetchFrom(
  listener: RequestListener | null,
  patienceMs: number,
): Promise<{ code: number | null; stderr: string }> {
  const port = await freePort()
  if (listener !== null) {
    const server = createServer(listener).listen(port, '127.0.0.1')
    await new Promise((listening) => server.once('listening', listening))
    onTestFinished(() => void server.close().closeAllConnections())
  }
  return await fetchIn(temporaryHome({ ELECTRON_MIRROR: `http://127.0.0.1:${port}/` }), patienceMs)
}

async function fetchIn(home: Home, patienceMs = PATIENT_MS): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(process.execPath, [join(root, 'scripts', 'fetch-electron.mjs'), String(patienceMs)], {
    env: environmentOf(home),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const code = await new Promise<number | null>((ended) => child.once('close', ended))
  return { code, stderr }
}

test.each<[string, RequestListener | null, RegExp]>([
  [
    'nobody listens',
    null,
    /could not be fetched: the mirror 127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\); ELECTRON_MIRROR .+\. It is tried again tomorrow\.\n$/,
  ],
  ['nothing ever comes', () => {}, /could not be fetched: nothing came for 0\.7 s/],
  [
    'there is none',
    (_request, response) => response.writeHead(404).end(),
    /fetched: the mirror .+ answered 404: it does not have version \d/,
  ],
  [
    'it breaks off half way',
    (_request, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('half')
      setTimeout(() => response.destroy(), 50)
    },
    /fetched: the download broke off half way/,
  ],
  [
    'something else comes',
    (_request, response) => response.end('<html>Sign in</html>'),
    /fetched: what came is not what Electron published/,
  ],
])('says so and ends where %s', async (why, listener, sentence) => {
  // Only what never comes is to be waited for so short: a busy machine may take longer over the others.
  const patienceMs = why === 'nothing ever comes' ? 700 : PATIENT_MS
  const { code, stderr } = await fetchFrom(listener, patienceMs)
  expect([code, stderr]).toEqual([1, expect.stringMatching(sentence)])
  expect(stderr).not.toContain('    at ')
})

test('says so where a proxy asks who it is; it is used as by everything else here', async () => {
  const proxy = createServer().listen(0, '127.0.0.1')
  proxy.on('connect', (_request, socket) => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'))
  await new Promise((listening) => proxy.once('listening', listening))
  onTestFinished(() => void proxy.close())
  const { port } = proxy.address() as AddressInfo
  const { code, stderr } = await fetchIn(temporaryHome({ HTTPS_PROXY: `http://127.0.0.1:${port}/` }))
  expect([code, stderr]).toEqual([1, expect.stringMatching(/fetched: the proxy asks for a name and a password/)])
})
