/** A keeper over memory ports with connections in it, for the tests of the core. */

import { onTestFinished } from 'vitest'
import { createKeeper, type Keeper } from '../../electron/core/keeper.ts'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { type MemoryPorts, memoryPorts } from '../kit/memory-ports.ts'

export type Started = { readonly keeper: Keeper; readonly ports: MemoryPorts }

export async function startKeeper(ports: MemoryPorts = memoryPorts()): Promise<Started> {
  const keeper = createKeeper(ports)
  await keeper.start()
  await ports.clock.settle()
  onTestFinished(async () => {
    const stopped = keeper.stop()
    // What still waits (a quick retry, a slow reply) comes to its end by the test's clock.
    await ports.clock.advance(120_000)
    await stopped
  })
  return { keeper, ports }
}

/** A DRAW entry whose opaque tokens live `lifeS` from now, as typed by a person. */
export function drawEntry(
  name: string,
  ports: Pick<MemoryPorts, 'clock'>,
  lifeS: number,
  more: Record<string, unknown> = {},
): unknown {
  return {
    name,
    system: 'draw',
    settings: {
      baseUrl: 'https://draw.example/',
      clientId: 'Institute A',
      expiresAt: new Date(ports.clock.now() + lifeS * 1_000).toISOString(),
      ...more,
    },
    secrets: { accessToken: `access-of-${name}-0`, refreshToken: `refresh-of-${name}-0` },
  }
}

export function clientCredentialsEntry(name: string): unknown {
  return {
    name,
    system: 'oauth2',
    settings: {
      baseUrl: 'https://api.example/',
      clientId: 'client',
      grant: 'client_credentials',
      endpoints: { token: 'https://login.example/token' },
    },
    secrets: { clientSecret: 'a client secret' },
  }
}

/** A token answer of generation n, with a rotated refresh token. */
export function tokens(n: number, expiresIn: number, more: Record<string, unknown> = {}): { json: unknown } {
  return { json: { access_token: `access-${n}`, refresh_token: `refresh-${n}`, expires_in: expiresIn, ...more } }
}

export async function viewOf({ keeper }: Started, name: string): Promise<ConnectionView> {
  return keeper.handlers['connections.get']({ name })
}

/** The refresh token that a recorded request carried as its bearer. */
export function bearerOf(request: { readonly headers: Readonly<Record<string, string>> } | undefined): string {
  return (request?.headers['authorization'] ?? '').replace('Bearer ', '')
}
