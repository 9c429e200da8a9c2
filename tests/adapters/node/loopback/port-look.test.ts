/** Whether a program that comes to a port of ours arrives at this very process. */

import { createServer as createHttpServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, connect, createServer, type Server } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { lookAtPort } from '../../../../electron/adapters/node/loopback/port-look.ts'
import { certificate } from '../../../kit/servers/certificate.ts'

async function listening<Kind extends Server>(server: Kind, host = '127.0.0.1'): Promise<Kind> {
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  onTestFinished(() => void server.close())
  return server
}

/** The server as it is, but for where a program that comes to it would go. */
function metAt(server: Server, port: number): Server {
  return Object.assign(Object.create(server) as Server, { address: () => ({ address: '127.0.0.1', port }) })
}

const portOf = (server: Server) => (server.address() as AddressInfo).port

test('it does where nobody stands between, at all addresses as at one', async () => {
  const own = await listening(createHttpServer((_, outgoing) => void outgoing.writeHead(401).end()))
  expect(await lookAtPort(own)).toBe('ours')
  expect(
    await lookAtPort(
      await listening(
        createHttpServer((_, outgoing) => outgoing.end()),
        '0.0.0.0',
      ),
    ),
  ).toBe('ours')
  expect(own.listenerCount('connection')).toBe(1)
})

test('a forwarder in front of it is another program, however well it answers', async () => {
  const own = await listening(createHttpServer((_, outgoing) => void outgoing.writeHead(401).end()))
  const forwarder = await listening(
    createServer((socket) => {
      const there = connect(portOf(own), '127.0.0.1').on('error', () => socket.destroy())
      socket
        .on('error', () => there.destroy())
        .pipe(there)
        .pipe(socket)
    }),
  )
  expect(await lookAtPort(metAt(own, portOf(forwarder)))).toBe('other')
})

test('where nobody answers, that is said', async () => {
  const own = await listening(createHttpServer())
  const gone = await listening(createServer())
  const port = portOf(gone)
  await new Promise((closed) => gone.close(closed))
  expect(await lookAtPort(metAt(own, port))).toBe('nobody')
  expect(await lookAtPort(createHttpServer())).toBe('nobody')
})

test('over TLS the certificate is the one that is set, or it is said', async () => {
  const [set, other] = [certificate({ hosts: ['keeper.example'] }), certificate({ hosts: ['keeper.example'] })]
  const own = await listening(createTlsServer(set, (_, outgoing) => void outgoing.writeHead(401).end()))
  expect(await lookAtPort(own, set.cert)).toBe('ours')
  expect(await lookAtPort(own, other.cert)).toBe('foreign_certificate')
})
