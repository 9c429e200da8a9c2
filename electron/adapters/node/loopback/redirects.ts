import { randomBytes } from 'node:crypto'
import { FaultError, fault, faultOf, raise } from '../../../../shared/fault.ts'
import { signInPage } from '../../../../shared/text/sign-in-page.ts'
import type { Clock } from '../../../core/ports.ts'
import type { Redirects } from '../../../core/requests/oauth.ts'
import { BOTH_ADDRESSES } from './loopback-address.ts'
import { type LoopbackHttp, type LoopbackOptions, listenOnLoopback } from './loopback-http.ts'

/** Where no address was set. */
const ANY = 'http://127.0.0.1/callback'
/** The browser has its page by then, or has gone. */
const LAST_ANSWER_MS = 2_000

/**
 * Loopback addresses for the answers to sign-ins (RFC 8252 section 7.3), each open for one sign-in alone. Raises
 * sign_in_port_taken {port}, and redirect_not_here for an address that is none of this computer's.
 */
export function nodeRedirects(clock: Clock): Redirects {
  return {
    async listen(wanted, answer) {
      const { host, port, path, at } = placeOf(wanted || ANY)
      const { addresses, names } = host === 'localhost' ? BY_NAME : { addresses: BY_NUMBER, names: [host] }

      async function answered(request: Request, actual: number): Promise<Response> {
        const { pathname, search } = new URL(request.url)
        // Any other name that leads here is somebody else's page that calls us by it (DNS rebinding).
        const called = request.headers.get('host')
        if (!names.some((name) => called === `${name}:${actual}`)) return bare(421)
        if (request.method !== 'GET') return bare(405)
        // Browsers ask for it by themselves, and would write a complaint.
        if (pathname === '/favicon.ico') return bare(204)
        if (pathname !== path) return bare(404)
        const trouble = await answer(`${at(actual)}${search}`)
        const nonce = randomBytes(16).toString('base64')
        return page(signInPage(request.headers.get('accept-language') ?? '', trouble, nonce), nonce)
      }

      const server = await listening({ port, addresses, answer: answered, unreadable: () => bare(400), clock })
      return { uri: at(server.port), close: () => server.stop(LAST_ANSWER_MS) }
    },
  }
}

const BY_NUMBER = ['127.0.0.1'] as const
/** A browser may come by either address; numbers cannot be made to lead here by anybody. */
const BY_NAME = { addresses: BOTH_ADDRESSES, names: ['localhost', '127.0.0.1', '[::1]'] }

type Place = {
  readonly host: string
  /** 0 for any: servers that know of loopback addresses leave the port open. */
  readonly port: number
  readonly path: string
  /** The whole address as the server will compare it: as typed, with the port in its place. */
  readonly at: (port: number) => string
}

function placeOf(wanted: string): Place {
  const [, host = '', port = '', path = ''] =
    /^http:\/\/([^/:]+)(?::(\d+))?(\/.*)?$/.exec(wanted) ?? raise('redirect_not_here')
  return { host, port: Number(port), path: path || '/', at: (actual) => `http://${host}:${actual}${path}` }
}

async function listening(options: LoopbackOptions): Promise<LoopbackHttp> {
  try {
    return await listenOnLoopback(options)
  } catch (thrown) {
    if (faultOf(thrown).code !== 'port_taken') throw thrown
    throw new FaultError(fault('sign_in_port_taken', { port: options.port }), { cause: thrown })
  }
}

function bare(status: number): Response {
  return new Response(null, { status, headers: GUARDS })
}

/** The address holds the code: nothing may be kept of it, loaded from it or told to another page. */
const GUARDS = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

function page(html: string, nonce: string): Response {
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
  return new Response(html, {
    headers: { ...GUARDS, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy },
  })
}
