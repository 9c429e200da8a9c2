import { randomBytes } from 'node:crypto'
import type { Protocol } from 'electron'
import type { BuiltPage } from '../../adapters/node/loopback/built-page.ts'
import { fileAnswer, pageAnswer } from '../../doors/page/page-files.ts'
import { withPageHeaders } from '../../doors/page/page-headers.ts'
import { PAGE_SCHEME } from './trusted-senders.ts'

/** Before the app is ready, or the scheme would be a second-rate one without fetch and with no origin of its own. */
export function claimScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: PAGE_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

/**
 * Serves the built page, with a new style nonce for each load. What is not in the page does not exist: an address is
 * looked up as it stands and never becomes a path on the disk. `firstFrame` is asked for with each load.
 */
export function servePage(protocol: Pick<Protocol, 'handle'>, page: BuiltPage, firstFrame: () => string): void {
  protocol.handle(PAGE_SCHEME, async (request) => withPageHeaders(await answerTo(request, page, firstFrame)))
}

async function answerTo(request: Request, page: BuiltPage, firstFrame: () => string): Promise<Response> {
  const { host, pathname } = new URL(request.url)
  const nothing = new Response(null, { status: 404 })
  if (host !== 'everbearer' || request.method !== 'GET') return nothing
  const nonce = randomBytes(16).toString('base64')
  if (pathname === '/') return pageAnswer(page.start, nonce, firstFrame())
  return fileAnswer(await page.files(), pathname, nonce) ?? nothing
}
