/**
 * A workstation with a history, for looking at: eight connections in every state that a person meets, made by a real
 * keeper through ten days of its own clock. What servers answer is scripted here.
 */
import type { HttpRequest } from '../../../shared/http.ts'
import { START } from '../hand-clock.ts'
import { jwt } from '../jwt.ts'
import type { ScriptedAnswer } from '../servers/scripted-http.ts'
import type { PageServer } from './page-server.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** When the world begins; the picture is taken ten days later, at START. */
export const WORLD_BEGINS = START - 10 * DAY_MS

/** Life of an access token in seconds by the server's host; those that are not here refuse. */
const LIVES: Readonly<Record<string, number>> = {
  'draw.example': 30 * 86_400,
  'draw2.example': 30 * 86_400,
  'lab.example': 3 * 86_400,
  'train.example': 36_000,
  'archive.example': 12 * 3_600,
  'gw.example': 8 * 86_400,
}

let serial = 0

/** Fills a server that was started with `handClock(WORLD_BEGINS)`. */
export async function makeWorld(server: PageServer): Promise<void> {
  const { clock, http } = server.ports
  serial = 0
  http.otherwise(async (request) => {
    // Only renewals take their time: a test that a page starts later must not wait for a clock that stands.
    if (request.method === 'POST') await new Promise<void>((resolve) => clock.after(200 + 170 * (serial % 4), resolve))
    return answer(request)
  })
  await server.add(draw('draw-ward-3', 'https://draw.example/', 'Institute A', clock.now(), 120))
  await server.add(osais('osais-lab', 'https://lab.example/'))
  await server.add(runai('runai-train', 'https://train.example/', 'trainer-app'))
  await server.add(crafter('profile-shop', clock.now() + 16 * DAY_MS + 3 * HOUR_MS))
  await server.add(
    draw('draw-ward-7', 'https://ward7.example/', 'Institute A, site 2', clock.now(), 10 * 86_400 + 75_600),
  )
  await server.add(client('old-gateway', 'https://gw.example/', 'gateway'))
  await server.add(draw('draw-ward-4', 'https://draw2.example/', 'Institute B', clock.now(), 5 * 86_400))
  await server.add(client('archive', 'https://archive.example/', 'night-run'))
  await pass(server, 12 * HOUR_MS)
  for (const name of ['draw-ward-3', 'draw-ward-4', 'osais-lab', 'archive', 'runai-train']) {
    const tested = server.keeper.handlers['connections.test']({ name })
    await pass(server, 5_000)
    await tested
  }
  await pass(server, 2 * DAY_MS)
  await server.keeper.handlers['connections.pause']({ name: 'old-gateway' })
  await pass(server, START - clock.now())
}

/** The keeper's own timers run at their moments on the way. */
async function pass({ ports }: PageServer, ms: number): Promise<void> {
  await ports.clock.advance(ms)
}

function answer(request: HttpRequest): ScriptedAnswer {
  const { host, pathname } = new URL(request.url)
  if (pathname.endsWith('/health/')) return { json: { status: 'healthy', details: {} } }
  if (pathname.endsWith('/access-rules')) return { json: { accessRules: [{ role: 'Researcher' }] } }
  if (pathname.endsWith('/private/client')) return { json: { data: { domain: 'lab.example', uriNotify: 'notify' } } }
  if (request.method === 'GET') return { status: pathname.includes('/status/') ? 404 : 400, json: {} }
  const life = LIVES[host]
  if (life === undefined) return { status: 401, json: {} }
  serial += 1
  if (pathname.endsWith('/public/client/login')) {
    return { status: 201, json: { data: { authToken: jwt({ jti: serial }), duration: `${life / 3_600}h` } } }
  }
  const rotates = host.startsWith('draw')
  return {
    json: {
      access_token: jwt({ token_type: 'access', client_id: 7, jti: serial }),
      expires_in: life,
      ...(rotates ? { refresh_token: jwt({ token_type: 'refresh', client_id: 7, jti: serial }) } : {}),
    },
  }
}

function draw(name: string, baseUrl: string, clientId: string, now: number, lifeSeconds: number): unknown {
  const iat = Math.floor(now / 1_000)
  serial += 1
  return {
    name,
    system: 'draw',
    settings: { baseUrl, clientId },
    secrets: {
      accessToken: jwt({ token_type: 'access', client_id: 7, iat, exp: iat + lifeSeconds, jti: serial }),
      refreshToken: jwt({ token_type: 'refresh', client_id: 7, iat, exp: iat + 365 * 86_400, jti: serial }),
    },
  }
}

function client(name: string, baseUrl: string, clientId: string): unknown {
  return {
    name,
    system: 'oauth2',
    settings: { baseUrl, clientId, grant: 'client_credentials', endpoints: { token: '/oauth/token' } },
    secrets: { clientSecret: `secret of ${name}, made up` },
  }
}

function osais(name: string, baseUrl: string): unknown {
  return {
    name,
    system: 'osais',
    settings: { baseUrl, domain: 'lab.example', uriNotify: 'notify' },
    secrets: { clientToken: `token of ${name}`.replaceAll(' ', '-'), clientSecret: `secret of ${name}, made up` },
  }
}

function runai(name: string, baseUrl: string, clientId: string): unknown {
  return {
    name,
    system: 'runai',
    settings: { baseUrl, clientId },
    secrets: { clientSecret: `secret of ${name}, made up` },
  }
}

function crafter(name: string, endsAt: number): unknown {
  return {
    name,
    system: 'crafter',
    settings: {
      baseUrl: 'https://shop.example/crafter-profile',
      application: 'shop',
      expiresAt: new Date(endsAt).toISOString(),
    },
    secrets: { accessToken: `fixed-token-of-${name}` },
  }
}
