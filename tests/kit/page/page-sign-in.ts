import { type PageServer, startPageServer } from './page-server.ts'

/** A page server with one connection, `portal`, for which nobody has signed in yet; by device, with a code that stays the same. */
export async function startSignInServer(): Promise<PageServer> {
  const server = await startPageServer()
  server.ports.http.otherwise(() => ({
    json: {
      device_code: 'd',
      user_code: 'WDJB-MJHT',
      verification_uri: 'https://login.example/device',
      interval: 20,
    },
  }))
  await server.add({
    name: 'portal',
    system: 'oauth2',
    settings: {
      baseUrl: 'https://api.example/',
      clientId: 'desk',
      clientAuth: 'none',
      grant: 'device_code',
      endpoints: { token: 'https://login.example/token', device: 'https://login.example/device/code' },
    },
    secrets: {},
  })
  return server
}
