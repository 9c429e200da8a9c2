import { randomBytes } from 'node:crypto'
import { FaultError, fault, faultOf, raise } from '../../../../shared/fault.ts'
import { signInPage } from '../../../../shared/text/sign-in-page.ts'
import type { Clock } from '../../../core/ports.ts'
import type { Redirects } from '../../../core/requests/oauth.ts'
import { BOTH_ADDRESSES } from './loopback-address.ts'
import { type LoopbackHttp, type LoopbackOptions, listenOnLoopback } from './loopback-http.ts'

/** When no redirect URI was set. */
const DEFAULT_URI = 'http://127.0.0.1/callback'
/** The browser has its page by then, or has gone. */
const LAST_ANSWER_MS = 2_000

/**
 * Loopback redirect URIs for sign-ins (RFC 8252 section 7.3), each open for one sign-in. Raises sign_in_port_taken {port},
 * and redirect_not_here for a URI that does not lead to this computer.
 */
export function nodeRedirects(clock: Clock): Redirects {
  return {
    async listen(wanted, answer) {
      const { host, port, path, at } = parseRedirectUri(wanted || DEFAULT_URI)
      const { addresses, names } = host === 'localhost' ? BY_NAME : { addresses: BY_NUMBER, names: [host] }

      async function answerRequest(request: Request, actual: number): Promise<Response> {
        const { pathname, search } = new URL(request.url)
        // Another name means DNS rebinding: somebody else's page calls us by it.
        const requestHost = request.headers.get('host')
        if (!names.some((name) => requestHost === `${name}:${actual}`)) return emptyResponse(421)
        if (request.method !== 'GET') return emptyResponse(405)
        // Browsers ask for it by themselves, and would log a 404.
        if (pathname === '/favicon.ico') return emptyResponse(204)
        if (pathname !== path) return emptyResponse(404)
        const trouble = await answer(`${at(actual)}${search}`)
        const nonce = randomBytes(16).toString('base64')
        return htmlResponse(signInPage(request.headers.get('accept-language') ?? '', trouble, nonce), nonce)
      }

      const server = await listenForSignIn({
        port,
        addresses,
        answer: answerRequest,
        unreadable: () => emptyResponse(400),
        clock,
      })
      return { uri: at(server.port), close: () => server.stop(LAST_ANSWER_MS) }
    },
  }
}

const BY_NUMBER = ['127.0.0.1'] as const
/** A browser may use either address. Numeric hosts are safe from DNS rebinding. */
const BY_NAME = { addresses: BOTH_ADDRESSES, names: ['localhost', '127.0.0.1', '[::1]'] }

type RedirectUri = {
  readonly host: string
  /** 0 for any: servers that know of loopback addresses leave the port open. */
  readonly port: number
  readonly path: string
  /** The redirect URI as the server compares it: as typed, with the actual port. */
  readonly at: (port: number) => string
}

function parseRedirectUri(wanted: string): RedirectUri {
  const [, host = '', port = '', path = ''] =
    /^http:\/\/([^/:]+)(?::(\d+))?(\/.*)?$/.exec(wanted) ?? raise('redirect_not_here')
  return { host, port: Number(port), path: path || '/', at: (actual) => `http://${host}:${actual}${path}` }
}

async function listenForSignIn(options: LoopbackOptions): Promise<LoopbackHttp> {
  try {
    return await listenOnLoopback(options)
  } catch (thrown) {
    if (faultOf(thrown).code !== 'port_taken') throw thrown
    throw new FaultError(fault('sign_in_port_taken', { port: options.port }), { cause: thrown })
  }
}

function emptyResponse(status: number): Response {
  return new Response(null, { status, headers: SECURITY_HEADERS })
}

/** The URL holds the authorization code: it must not be cached, framed, or sent as a referrer. */
const SECURITY_HEADERS = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

function htmlResponse(html: string, nonce: string): Response {
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
  return new Response(html, {
    headers: { ...SECURITY_HEADERS, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy },
  })
}
