/**
 * A server with an API of its own and a token endpoint for client credentials, for whatever asks with Everbearer's tokens:
 *
 *   const server = await startApiServer({ tokenLateMs: 500 })
 *   server.connection('ward')          // what `everbearer add` takes
 *   server.refuseOlder()               // from now on the tokens so far are answered 401
 *   server.asked                       // every call of the API, with the token that came along
 */
import { bodyOf, type Exchange, sendJson } from '../servers/http-exchange.ts'
import { startLoopbackServer } from '../servers/loopback-server.ts'

type Settings = {
  lifeSeconds: number | null
  tokenType: string
  /** So late comes each token. */
  tokenLateMs: number
}

type Asked = {
  readonly path: string
  readonly token: string | null
  /** User and password, as they came. */
  readonly basic: string | null
  readonly body: string
}

export type ApiServer = {
  /** Base URL of the connection, a folder of the server: `http://127.0.0.1:PORT/base/`. */
  readonly url: string
  readonly settings: Settings
  readonly asked: Asked[]
  /** Answers 401 and asks for a user and password, as servers of git do, whatever token comes. */
  askBasic: boolean
  /** How many tokens it has given. */
  issued(): number
  tokens(): readonly string[]
  /** What each token was asked for with. */
  readonly wished: Readonly<Record<string, string>>[]
  refuseOlder(): void
  connection(name: string): object
}

export async function startApiServer(changes: Partial<Settings> = {}): Promise<ApiServer> {
  const settings: Settings = { lifeSeconds: 3_600, tokenType: 'Bearer', tokenLateMs: 0, ...changes }
  const asked: Asked[] = []
  const tokens: string[] = []
  const wished: Readonly<Record<string, string>>[] = []
  let good = 0

  async function answer(exchange: Exchange): Promise<void> {
    const { path } = exchange
    const body = (await bodyOf(exchange))?.toString('utf8') ?? ''
    if (path === '/token') {
      if (settings.tokenLateMs > 0) await new Promise((done) => setTimeout(done, settings.tokenLateMs))
      const token = `token-${tokens.length + 1}-of-this-server`
      tokens.push(token)
      wished.push(Object.fromEntries(new URLSearchParams(body)))
      const life = settings.lifeSeconds === null ? {} : { expires_in: settings.lifeSeconds }
      return sendJson(exchange, 200, { access_token: token, token_type: settings.tokenType, ...life })
    }
    asked.push({ path, token: exchange.bearer, basic: basicOf(exchange), body })
    if (server.askBasic) {
      exchange.response.setHeader('WWW-Authenticate', 'Basic realm="project"')
      return sendJson(exchange, 401, {})
    }
    if (path === '/base/leads-away/') {
      exchange.response.setHeader('Location', '/elsewhere/')
      return sendJson(exchange, 302, {})
    }
    if (tokens.indexOf(exchange.bearer ?? '') < good) return sendJson(exchange, 401, { detail: 'not that one' })
    sendJson(exchange, 200, { path, body })
  }

  const { url } = await startLoopbackServer(answer)
  const server: ApiServer = {
    askBasic: false,
    url: `${url}base/`,
    settings,
    asked,
    issued: () => tokens.length,
    tokens: () => [...tokens],
    wished,
    refuseOlder: () => {
      good = tokens.length
    },
    connection: (name) => ({
      name,
      system: 'oauth2',
      settings: {
        baseUrl: `${url}base/`,
        clientId: 'ward',
        grant: 'client_credentials',
        endpoints: { token: `${url}token` },
      },
      secrets: { clientSecret: 'a-made-up-client-secret' },
    }),
  }
  return server
}

function basicOf({ request }: Exchange): string | null {
  const [, coded] = /^Basic (\S+)$/.exec(request.headers.authorization ?? '') ?? []
  return coded === undefined ? null : Buffer.from(coded, 'base64').toString('utf8')
}
