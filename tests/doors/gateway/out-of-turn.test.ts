/** Servers that speak out of turn: an answer too many, a protocol that nobody asked for, announcements without end. */
import type { Socket } from 'node:net'
import { expect, it } from 'vitest'
import { faultOfAnswer, startConsumerRig } from '../loopback/consumer-rig.ts'

const answer = (text: string) => `HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`

async function beside(play: (socket: Socket) => void) {
  const rig = await startConsumerRig(play, { raw: true, maxRetries: 0 })
  return { rig, one: await rig.key('one', 'ward', 'other'), two: await rig.key('two', 'ward') }
}

it('an answer too many, which comes with the next call, is no other consumer’s and no other connection’s', async () => {
  const { rig, one, two } = await beside((socket) => {
    let calls = 0
    socket.on('data', () => socket.write(answer(['first', 'too many'][calls++] ?? 'lost')))
  })
  const texts = []
  for (const [key, path] of [
    [one, '/g/ward/a'],
    [two, '/g/ward/a'],
    [one, '/g/other/a'],
  ] as const)
    texts.push((await rig.ask({ key, path })).text)
  expect(texts).toEqual(['first', 'first', 'first'])
  // Over its own line each goes on.
  expect((await rig.ask({ key: two, path: '/g/ward/a' })).text).toBe('too many')
})

it.each([
  ['a WebSocket', 'Connection: Upgrade\r\nUpgrade: websocket\r\n'],
  ['nothing in particular', ''],
])('a server that changes to %s unasked is cut off, and no consumer’s line changes', async (_what, headers) => {
  const { rig, one } = await beside((socket) => {
    socket.on('data', () => socket.write(`HTTP/1.1 101 Switching Protocols\r\n${headers}\r\nraw bytes`))
  })
  const key = `Host: 127.0.0.1:${rig.port}\r\nAuthorization: Bearer ${one}\r\n`
  const heard = await rig.raw(
    `GET /g/ward/a HTTP/1.1\r\n${key}\r\nGET /v1/connections/ward HTTP/1.1\r\n${key}Connection: close\r\n\r\n`,
  )
  expect(heard.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 502', 'HTTP/1.1 200'])
  expect(heard).not.toContain('raw bytes')
})

it('a server that changes to another protocol than the WebSocket that was asked for is cut off', async () => {
  const { rig, one } = await beside((socket) => {
    socket.on('data', () =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\nraw bytes'),
    )
  })
  const head = `GET /g/ward/a HTTP/1.1\r\nHost: 127.0.0.1:${rig.port}\r\nAuthorization: Bearer ${one}\r\n`
  const heard = await rig.raw(`${head}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`)
  expect(heard).toMatch(/^HTTP\/1\.1 502 [\s\S]+"reply_lost"/)
  expect(heard).not.toContain('raw bytes')
})

it('a server that announces for ever is given up, and one that announces a little is heard', async () => {
  const hint = 'HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n'
  const { rig, one } = await beside((socket) => {
    socket.on('data', (piece) => {
      const isEndless = piece.toString().includes('/endless')
      if (!isEndless) return void socket.write(`${hint.repeat(3)}${answer('here')}`)
      const more = (): void => {
        if (socket.writable) socket.write(hint.repeat(20), () => setImmediate(more))
      }
      more()
    })
  })
  const head = (version: string) =>
    `GET /g/ward/a HTTP/${version}\r\nHost: 127.0.0.1:${rig.port}\r\nAuthorization: Bearer ${one}\r\nConnection: close\r\n\r\n`
  const heard = await rig.raw(head('1.1'))
  const mount = `http://127.0.0.1:${rig.port}/g/ward`
  expect(heard.split('\r\n\r\n').slice(0, 3)).toEqual([
    `HTTP/1.1 103 Early Hints\r\nLink: <${mount}/a>; rel=preload`,
    'HTTP/1.1 102 Processing',
    `HTTP/1.1 103 Early Hints\r\nLink: <${mount}/a>; rel=preload`,
  ])
  expect(heard).toMatch(/HTTP\/1.1 200 OK\r\n[\s\S]+here$/)
  // One of HTTP/1.0 knows of none, and would take the first for the answer.
  expect(await rig.raw(head('1.0'))).toMatch(/^HTTP\/1.1 200 OK\r\n/)
  expect(faultOfAnswer(await rig.ask({ key: one, path: '/g/ward/endless' }))).toBe('502 reply_too_large')
})
