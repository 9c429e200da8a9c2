import { describe, expect, test } from 'vitest'
import type { HttpOutcome, HttpReply } from '../../../shared/http.ts'
import { Secret } from '../../../shared/secret.ts'
import { SYSTEMS } from '../../../shared/systems/registry.ts'
import type { Known, System } from '../../../shared/systems/system.ts'
import { NOW, tokenSet } from '../samples.ts'

/**
 * A proof is a reply of the kind that the system's page under docs/systems describes; whatever else says 200 may be
 * anybody.
 */

const SAYS: Readonly<Record<string, { body: string; type?: string }>> = {
  nothing: { body: '' },
  OK: { body: 'OK', type: 'text/plain' },
  'an empty object': { body: '{}', type: 'application/json' },
  null: { body: 'null', type: 'application/json' },
  XML: { body: '<?xml version="1.0"?><status>healthy</status>', type: 'application/xml' },
  'a portal’s page': { body: '<!doctype html><title>Welcome</title>', type: 'text/html' },
  'a portal’s JSON': { body: '{"portal":"guest","url":"https://portal.example/"}', type: 'application/json' },
}

function reply({ body, type }: { body: string; type?: string }): HttpReply {
  const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type }
  return { kind: 'reply', status: 200, headers, body, sentAt: NOW, receivedAt: NOW + 5 }
}

function known(system: System): Known {
  const own = system.id === 'oauth2' ? { grant: 'refresh_token' } : {}
  const endpoints: Record<string, string> =
    system.id === 'oauth2' ? { token: 'https://x.example/token', introspection: 'https://x.example/introspect' } : {}
  return {
    settings: { baseUrl: 'https://x.example/', clientId: 'desk', maxRetries: 3, endpoints, own },
    credentials: { clientSecret: new Secret('made up') },
    tokens: tokenSet({}),
    learned: {},
  }
}

describe.each(SYSTEMS.map((system) => [system.id, system] as const))('%s', (_id, system) => {
  test.each(Object.entries(SAYS))('%s with 200 proves nothing', (_what, said) => {
    const outcomes = new Map<string, HttpOutcome>(
      system.probes(known(system)).map(({ name }) => [name, reply(said)] as const),
    )
    expect(outcomes.size).toBeGreaterThan(0)
    const judged = system.judge(outcomes, known(system))
    expect(judged).toMatchObject({ reached: 'no', tokenAccepted: 'unknown' })
    expect(judged.fault?.code).toMatch(/^(not_the_server|not_its_answer)$/)
  })
})

/** What proxies, gateways and servers in trouble say in the place of any server. */
const ON_THE_WAY: readonly (readonly [status: number, code: string])[] = [
  [407, 'proxy_sign_in'],
  [408, 'server_busy'],
  [425, 'server_busy'],
  [429, 'too_many_requests'],
  [500, 'server_busy'],
  [502, 'server_busy'],
  [503, 'server_busy'],
  [504, 'server_busy'],
]

describe.each(SYSTEMS.map((system) => [system.id, system] as const))('%s', (id, system) => {
  const judged = (status: number, said: { body: string; type?: string }) => {
    const outcome: HttpOutcome = { ...reply(said), status }
    return system.judge(
      new Map(system.probes(known(system)).map(({ name }) => [name, outcome] as const)),
      known(system),
    )
  }

  test.each(ON_THE_WAY)('%d says nothing of the token, and is told as %s', (status, code) => {
    for (const said of Object.values(SAYS)) {
      expect(judged(status, said)).toMatchObject({ reached: 'no', tokenAccepted: 'unknown', fault: { code } })
    }
  })

  test('302 is no web page in the server’s place, and proves nothing', () => {
    const { tokenAccepted, fault } = judged(302, { body: '' })
    expect(tokenAccepted).toBe('unknown')
    // To a bare GET a token endpoint may answer by leading to its sign-in.
    expect(fault?.code).toBe(id === 'oauth2' ? undefined : 'redirected')
  })
})
