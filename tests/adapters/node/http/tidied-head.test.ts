import { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { withTidiedHead } from '../../../../electron/adapters/node/http/tidied-head.ts'

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
