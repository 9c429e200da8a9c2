/** What the kit uses of oidc-provider, which comes without types of its own. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  export type Payload = Record<string, unknown> & { consumed?: number; grantId?: string }

  export type TokenContext = {
    readonly path: string
    readonly req: IncomingMessage
    readonly res: ServerResponse
    readonly oidc?: {
      readonly params?: Readonly<Record<string, string | undefined>>
      readonly client?: { readonly clientId: string }
    }
    readonly body: unknown
    readonly status: number
    respond: boolean
  }

  export type DevicePageContext = { body: unknown }

  type Client = { readonly clientId: string }

  type FoundToken = {
    readonly jti: string
    readonly clientId: string
    readonly iat: number
    readonly exp: number
    readonly scope?: string
    readonly isValid: boolean
  }

  export const errors: { readonly InvalidTarget: new () => Error }

  export class Provider {
    constructor(issuer: string, configuration: Record<string, unknown>)
    readonly Client: { find(id: string): Promise<Client | undefined> }
    readonly Grant: new (fields: {
      accountId: string
      clientId: string
    }) => {
      addOIDCScope(scope: string): void
      addResourceScope(resource: string, scope: string): void
      save(): Promise<string>
    }
    readonly RefreshToken: new (fields: {
      accountId: string
      client: Client
      grantId: string
      gty: string
      scope: string
      resource?: readonly string[]
    }) => { save(): Promise<string> }
    readonly AccessToken: {
      find(token: string, options?: { ignoreExpiration?: boolean }): Promise<FoundToken | undefined>
    }
    readonly ClientCredentials: {
      find(token: string, options?: { ignoreExpiration?: boolean }): Promise<FoundToken | undefined>
    }
    use(middleware: (context: TokenContext, next: () => Promise<void>) => Promise<void>): void
    on(event: 'grant.revoked', listener: (context: TokenContext, grantId: string) => void): void
    on(event: 'server_error', listener: (context: TokenContext, error: Error) => void): void
    interactionDetails(
      request: IncomingMessage,
      response: ServerResponse,
    ): Promise<{ readonly prompt: { readonly name: string }; readonly params: Readonly<Record<string, unknown>> }>
    interactionFinished(request: IncomingMessage, response: ServerResponse, result: object): Promise<void>
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>
  }
}
