/** A certified provider, a connection that knows nothing but its issuer, and a person who signs in there. */
import type { Page } from 'playwright-core'
import { OAUTH_SCOPE, type OauthClient } from '../kit/oauth/oauth-clients.ts'
import { type OauthServer, startOauthServer } from '../kit/oauth/oauth-server.ts'

/** Its tokens outlive a test that is about something else than their renewal. */
export const oauthServer = (accessLifeSeconds = 600): Promise<OauthServer> => startOauthServer({ accessLifeSeconds })

/** Nothing but the issuer: all addresses are the server's own to tell. */
export const entry = (server: OauthServer, client: OauthClient, secrets: object = {}) => ({
  name: 'portal',
  system: 'oauth2',
  settings: {
    baseUrl: `${server.issuer}/`,
    issuer: server.issuer,
    clientId: client.id,
    grant: client.grant,
    clientAuth: client.auth,
    scope: OAUTH_SCOPE[client.grant],
    endpoints: { proof: '/protected' },
  },
  secrets,
})

export const isAccepted = async (server: OauthServer, token: string): Promise<boolean> =>
  (await fetch(server.protectedUrl, { headers: { authorization: `Bearer ${token.trim()}` } })).status === 200

/** The address that a command prints on a line of its own. */
export const addressIn = (text: string): string => /^ {2}(http\S+)$/m.exec(text)?.[1] ?? ''

export async function agree(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sign in and agree' }).click()
}
