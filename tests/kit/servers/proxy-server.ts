/**
 * An HTTP proxy on loopback that opens tunnels, all of them to one port of this computer, whatever host was asked for:
 * so a test has a server of any name. With `signIn` (`user:password`) it refuses whoever does not sign in.
 */
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'

export type ProxyStandIn = {
  readonly port: number
  /** What was asked of it, with whether the sign-in was right. */
  readonly asked: { readonly authority: string; readonly signedIn: boolean }[]
  close(): Promise<void>
}

export async function proxyServer(to: () => number, signIn: string | null = null): Promise<ProxyStandIn> {
  const asked: ProxyStandIn['asked'] = []
  const sockets = new Set<Socket>()
  const right = signIn === null ? undefined : `Basic ${Buffer.from(signIn).toString('base64')}`
  const server = createServer().on('connect', (request, socket: Socket) => {
    const signedIn = right === undefined || request.headers['proxy-authorization'] === right
    asked.push({ authority: request.url ?? '', signedIn })
    if (!signedIn) return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n')
    const onward = connect(to(), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      onward.pipe(socket).pipe(onward)
    })
    for (const each of [socket, onward]) {
      sockets.add(each)
      each.on('error', () => each.destroy()).on('close', () => sockets.delete(each))
    }
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((done) => server.close(() => done()))
    },
  }
}
