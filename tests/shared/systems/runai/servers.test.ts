/** Run:AI against the server of the kit, of every generation, with whatever its web server says at the addresses of the others. */
import { describe, expect, test } from 'vitest'
import type { HttpOutcome, HttpReply, HttpRequest } from '../../../../shared/http.ts'
import { Secret } from '../../../../shared/secret.ts'
import { runai } from '../../../../shared/systems/runai/runai.ts'
import type { Known, Learned } from '../../../../shared/systems/system.ts'
import { readTokens } from '../../../../shared/tokens/token.ts'
import {
  type RunaiGeneration,
  type RunaiServer,
  type RunaiSettings,
  startRunaiServer,
} from '../../../kit/servers/runai-server.ts'
import { settingsOf } from '../../samples.ts'

async function serverWith(changes: Partial<RunaiSettings>): Promise<RunaiServer> {
  const server = await startRunaiServer(changes)
  return server
}

async function send({ method, url, headers, body }: HttpRequest): Promise<HttpReply> {
  const sentAt = Date.now()
  // A line that is kept may be closed by the server at the moment of the next request, on a busy machine above all.
  const alone = { ...headers, connection: 'close' }
  const reply = await fetch(url, {
    method,
    headers: alone,
    redirect: 'manual',
    ...(body === undefined ? {} : { body }),
  })
  const text = await reply.text()
  const { status } = reply
  return {
    kind: 'reply',
    status,
    headers: Object.fromEntries(reply.headers),
    body: text,
    sentAt,
    receivedAt: Date.now(),
  }
}

function knownOf(server: RunaiServer, secret = server.settings.clientSecret): Known {
  return {
    settings: settingsOf({
      baseUrl: server.url,
      clientId: server.settings.clientId,
      own: { tokenRequest: 'auto', realm: 'runai' },
    }),
    credentials: { clientSecret: new Secret(secret) },
    tokens: null,
    learned: {},
  }
}

/** As the core does it: ask again with what the last answer has shown, until there is nothing left to try. */
async function renewed(known: Known): Promise<{ known: Known; code: string | null }> {
  let learned: Learned = known.learned
  for (let ways = 0; ways < 9; ways++) {
    const present = { ...known, learned }
    const reply = await send(runai.renewalRequest(present))
    const answer = runai.readRenewal(reply, present)
    learned = { ...learned, ...(answer.ok ? answer.learned : (answer.tryWith ?? answer.learned)) }
    if (!answer.ok && answer.tryWith !== undefined) continue
    if (!answer.ok) return { known: { ...known, learned }, code: answer.fault.code }
    const read = readTokens(answer.raw, reply, null, 0)
    return {
      known: { ...known, learned, tokens: read.ok ? read.tokens : null },
      code: read.ok ? null : read.fault.code,
    }
  }
  throw new Error('round in circles')
}

async function judged(known: Known) {
  const outcomes = new Map<string, HttpOutcome>()
  for (const { name, request } of runai.probes(known)) outcomes.set(name, await send(request))
  return runai.judge(outcomes, known)
}

const GENERATIONS: readonly RunaiGeneration[] = ['oauth-v2', 'client-credentials-v1', 'app-token', 'keycloak']
const UNKNOWN = ['api', 'page', 'application', 'for-all'] as const
const SCENES = GENERATIONS.flatMap((generation) =>
  UNKNOWN.flatMap((unknown) =>
    ([400, 401, 404, 405] as const).map((wrongBodyStatus) => ({ generation, unknown, wrongBodyStatus })),
  ),
)

describe('auto finds the way to ask, and the token is proved', () => {
  test.each(SCENES)('$generation, else $unknown, wrong body $wrongBodyStatus', async (scene) => {
    const server = await serverWith(scene)
    const { known, code } = await renewed(knownOf(server))
    expect(code).toBeNull()
    expect(known.learned['tokenRequest']).toBe(scene.generation)
    expect(await judged(known)).toMatchObject({ reached: 'yes', tokenAccepted: 'yes', fault: null })
    // Once it is known, it is the only one that is asked in.
    const before = server.asked.length
    await renewed({ ...known, tokens: null })
    expect(server.asked.slice(before)).toEqual([scene.generation])
  })

  test.each(SCENES)(
    'a wrong secret is told as one: $generation, else $unknown, wrong body $wrongBodyStatus',
    async (scene) => {
      const server = await serverWith(scene)
      expect((await renewed(knownOf(server, 'a secret copied wrongly'))).code).toBe('invalid_client')
    },
  )
})

describe('what a token proves of itself', () => {
  test.each(GENERATIONS)('a researcher’s, of whom the list of clusters says nothing: %s', async (generation) => {
    for (const unknown of UNKNOWN) {
      const { known } = await renewed(knownOf(await serverWith({ generation, unknown, role: 'Researcher' })))
      const { reached, tokenAccepted, fault } = await judged(known)
      expect([reached, fault]).toEqual(['yes', null])
      expect(tokenAccepted).not.toBe('no')
    }
  })

  test.each(GENERATIONS)('one that the server does not take: %s', async (generation) => {
    for (const unknown of UNKNOWN) {
      const server = await serverWith({ generation, unknown })
      const { known } = await renewed(knownOf(server))
      const tokens = known.tokens && { ...known.tokens, accessToken: new Secret('not-a-token-of-this-server') }
      expect(await judged({ ...known, tokens })).toMatchObject({ reached: 'yes', tokenAccepted: 'no' })
    }
  })
})
