import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readBuiltPage } from '../../../electron/adapters/node/loopback/built-page.ts'
import { FIRST_FRAME_PLACEHOLDER, NONCE_PLACEHOLDER } from '../../../shared/api/page-placeholders.ts'

export type PageHost = {
  readonly url: string
  /** Bytes of all that was served since it was last asked for. */
  bytes(): number
}

/**
 * Serves a folder on loopback as a window's host does: from memory, the page itself with a nonce of its own and `firstFrame`, the
 * list as it was last seen.
 */
export async function servePage(
  folder: string,
  atEnd: (work: () => Promise<void>) => void,
  firstFrame = '',
): Promise<PageHost> {
  const files = await readBuiltPage(folder)
  let sent = 0
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split(/[?#]/)[0] ?? '/'
    const file = files.get(path)
    if (file === undefined) return void response.writeHead(404).end()
    const content =
      path === '/'
        ? Buffer.from(
            new TextDecoder()
              .decode(file.content)
              .replace(FIRST_FRAME_PLACEHOLDER, () => firstFrame)
              .replaceAll(NONCE_PLACEHOLDER, randomUUID()),
          )
        : Buffer.from(file.content)
    sent += content.length
    response.writeHead(200, { 'content-type': file.type, 'content-length': content.length }).end(content)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  atEnd(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    bytes() {
      const since = sent
      sent = 0
      return since
    },
  }
}
