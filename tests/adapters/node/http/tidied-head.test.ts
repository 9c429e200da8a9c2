import { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { withTidiedHead } from '../../../../electron/adapters/node/http/tidied-head.ts'

test('a head is tidied however much of the body comes with the rest of it', async () => {
  const socket = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() })
  const line = withTidiedHead(socket)
  const read: Buffer[] = []
  line.on('data', (part: Buffer) => read.push(part))
  const body = 'a'.repeat(70_000)
  socket.push('HTTP/1.1 200 OK\r\nX Note: a\r\nTransfer-Encoding: chunked\r\n\r\n')
  socket.push(`${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`)
  socket.push(null)
  await new Promise((ended) => line.once('end', ended))
  const text = Buffer.concat(read).toString()
  expect(text).toContain('Transfer-Encoding: chunked')
  expect(text).not.toContain('X Note')
  expect(text).toContain(body)
})

test('head and body of a request go out together', async () => {
  const { promise: sent, resolve } = Promise.withResolvers<string[]>()
  const socket = new Duplex({
    read() {},
    write: (chunk, _encoding, done) => done(void resolve([String(chunk)])),
    writev: (parts, done) => done(void resolve(parts.map(({ chunk }) => String(chunk)))),
  })
  const line = withTidiedHead(socket)
  line.cork()
  line.write('head')
  line.write('body')
  line.uncork()
  expect(await sent).toEqual(['head', 'body'])
})
