import { spawn } from 'node:child_process'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { environmentOf, temporaryHome } from '../kit/temporary-home.ts'

const root = resolve(import.meta.dirname, '../..')

/** Fetches from a server on this machine, in the place of Electron's own. */
async function fetchFrom(
  listener: RequestListener | null,
): Promise<{ code: number | null; stderr: string; ms: number }> {
  const server = createServer(listener ?? undefined).listen(0, '127.0.0.1')
  await new Promise((listening) => server.once('listening', listening))
  const { port } = server.address() as AddressInfo
  onTestFinished(() => void server.close().closeAllConnections())
  if (listener === null) server.close()
  const home = temporaryHome({ ELECTRON_MIRROR: `http://127.0.0.1:${port}/` })
  const started = performance.now()
  const child = spawn(process.execPath, [join(root, 'scripts', 'fetch-electron.mjs'), '700'], {
    env: environmentOf(home),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const code = await new Promise<number | null>((ended) => child.once('close', ended))
  return { code, stderr, ms: performance.now() - started }
}

test.each<[string, RequestListener | null, RegExp]>([
  ['nobody listens', null, /could not be fetched: .+\. It is tried again tomorrow\.\n$/],
  ['nothing ever comes', () => {}, /could not be fetched: nothing came for 0\.7 s/],
  ['there is none', (_request, response) => response.writeHead(404).end(), /could not be fetched: .*404/],
  ['something else comes', (_request, response) => response.end('<html>Sign in</html>'), /could not be fetched: /],
])('says so and ends soon where %s', async (_why, listener, sentence) => {
  const { code, stderr, ms } = await fetchFrom(listener)
  expect([code, stderr]).toEqual([1, expect.stringMatching(sentence)])
  expect(stderr).not.toContain('    at ')
  expect(ms).toBeLessThan(10_000)
})
