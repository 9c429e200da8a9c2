import { expect } from 'vitest'
import { addConnection, everbearer } from '../processes/everbearer-process.ts'
import { type Home, temporaryHome } from '../processes/temporary-home.ts'
import { OAUTH_CLIENTS, oauthConnection } from './oauth-clients.ts'
import { type OauthServer, startOauthServer } from './oauth-server.ts'

export type RenewedWard = { readonly home: Home; readonly server: OauthServer }

const CLIENT = OAUTH_CLIENTS.deskPublic

/** A home whose one connection has been renewed once, by a command of its own. */
export async function renewedWard(): Promise<RenewedWard> {
  const server = await startOauthServer({ accessLifeSeconds: 1_800 })
  const home = temporaryHome({ EVERBEARER_VAULT: 'file', EVERBEARER_PASSPHRASE: 'correct horse battery' })
  const entry = oauthConnection('ward', server.issuer, CLIENT, await server.mintRefreshToken(CLIENT))
  await addConnection(home, entry)
  expect(await everbearer(home, ['refresh', 'ward'])).toMatchObject({ code: 0 })
  return { home, server }
}
