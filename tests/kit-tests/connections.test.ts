import { describe, expect, it } from 'vitest'
import { readDraft } from '../../shared/entry/draft.ts'
import { systemNamed } from '../../shared/systems/registry.ts'
import { drawConnection } from '../kit/draw/draw-server.ts'
import { jwt } from '../kit/jwt.ts'
import { OAUTH_CLIENTS, oauthConnection } from '../kit/oauth/oauth-clients.ts'

const URL_OF_SERVER = 'http://127.0.0.1:8123/'
const NOW = Date.UTC(2026, 10, 21)

/** The errors that a person would see who entered this connection. */
function errorsOf(connection: { system: string }) {
  const system = systemNamed(connection.system)
  if (!system) throw new Error(`no such system: ${connection.system}`)
  return readDraft(connection, system, null, NOW).mistakes.filter((mistake) => mistake.level === 'error')
}

describe('the connections that the kit makes for its servers', () => {
  it.each(['current', 'older'] as const)('DRAW, %s form', (form) => {
    const pair = { accessToken: jwt({ token_type: 'access' }), refreshToken: jwt({ token_type: 'refresh' }) }
    expect(errorsOf(drawConnection('draw-ward-3', URL_OF_SERVER, pair, form))).toEqual([])
  })

  it.each(Object.values(OAUTH_CLIENTS))('OAuth, $id', (client) => {
    const refreshToken = client.grant === 'refresh_token' ? 'opaque-refresh-token' : undefined
    expect(errorsOf(oauthConnection('oauth', URL_OF_SERVER.slice(0, -1), client, refreshToken))).toEqual([])
  })

  it('are judged, not waved through', () => {
    expect(
      errorsOf(drawConnection('draw-ward-3', 'not an address', { accessToken: '', refreshToken: '' })),
    ).not.toEqual([])
  })
})
