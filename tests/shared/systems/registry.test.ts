import { describe, expect, it } from 'vitest'
import { readAddress } from '../../../shared/entry/address.ts'
import { readDraft } from '../../../shared/entry/draft.ts'
import { SYSTEMS, systemNamed } from '../../../shared/systems/registry.ts'
import type { System } from '../../../shared/systems/system.ts'
import { draw, NOW, oauth2 } from '../samples.ts'

/** What a person may fill in: `name kind`, `!` where it must be there, and the default. */
function formOf(system: System): string[] {
  const line = (name: string, kind: string, required: boolean, standard: unknown) =>
    `${name} ${kind}${required ? '!' : ''}${standard === undefined || standard === '' ? '' : ` = ${standard}`}`
  return [
    ...system.settings.map((field) => line(field.name, field.kind, field.required, field.default)),
    ...system.endpoints.map((field) => line(field.name, 'endpoint', field.required, field.default)),
    ...system.secrets.map((field) => line(field.name, 'secret', field.required, undefined)),
  ]
}

describe('the systems', () => {
  it('are found by their id, the generic one last', () => {
    expect(SYSTEMS.map((system) => system.id)).toEqual(['draw', 'osais', 'runai', 'crafter', 'oauth2'])
    expect([systemNamed('draw'), systemNamed('oauth2')]).toEqual([draw, oauth2])
    expect(['', 'DRAW', 'constructor', '__proto__'].map(systemNamed)).toEqual([null, null, null, null])
  })

  it('ask for what docs/systems/draw.md 2 lists', () => {
    expect(formOf(draw)).toEqual([
      'baseUrl url! = https://draw.chavi.ai/',
      'clientId text!',
      'maxRetries integer = 3',
      'expiresAt moment',
      'allowHttp flag = false',
      'upload endpoint! = /api/upload/',
      'status endpoint! = /api/upload/{task_id}/status/',
      'download endpoint! = /api/rtstruct/{task_id}/',
      'notify endpoint! = /api/rtstruct/{task_id}/confirm/',
      'refresh endpoint! = /api/token/refresh/',
      'health endpoint! = /api/health/',
      'accessToken secret!',
      'refreshToken secret',
    ])
  })

  it('ask for what a token request of RFC 6749 needs', () => {
    expect(formOf(oauth2)).toEqual([
      'baseUrl url!',
      'issuer url',
      'clientId text',
      'maxRetries integer = 3',
      'grant choice = refresh_token',
      'clientAuth choice = basic',
      'scope text',
      'resource text',
      'audience text',
      'redirectUri text',
      'extra map',
      'tokenRequest choice = auto',
      'requestFields map',
      'replyFields map',
      'expiresAt moment',
      'handOut choice = access',
      'allowHttp flag = false',
      'token endpoint!',
      'authorization endpoint',
      'device endpoint',
      'revocation endpoint',
      'introspection endpoint',
      'proof endpoint',
      'clientSecret secret',
      'refreshToken secret',
      'accessToken secret',
      'privateKey secret',
    ])
  })

  it.each(SYSTEMS)('$id: no name twice, and defaults that nothing is wrong with', (system) => {
    const names = [...system.settings, ...system.endpoints, ...system.secrets].map((field) => field.name)
    expect(new Set(names).size).toBe(names.length)
    const { draft } = readDraft({ system: system.id }, system, null, NOW)
    const { baseUrl, endpoints } = draft.settings
    expect(baseUrl === '' || readAddress(baseUrl) !== null).toBe(true)
    expect(endpoints).toEqual({})
    const secrets = Object.fromEntries(system.secrets.map(({ name }) => [name, `its ${name}`]))
    const settings = { ...draft.settings, clientId: 'client' }
    const ofDefaults = system.mistakes({ ...draft, settings, secrets })
    expect(ofDefaults).toEqual([])
  })
})
