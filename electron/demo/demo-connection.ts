import { DEMO_CLIENT_ID } from '../../shared/connections/demo-connection.ts'
import type { DemoServer } from './demo-server.ts'

export const DEMO_NAME = 'demo'

/** What `connections.add` takes for a connection to that server. */
export function demoEntry(name: string, { url, pair }: Pick<DemoServer, 'url' | 'pair'>): object {
  const { accessToken, refreshToken } = pair
  return {
    name,
    system: 'draw',
    settings: { baseUrl: url, clientId: DEMO_CLIENT_ID },
    secrets: { accessToken, refreshToken },
  }
}
