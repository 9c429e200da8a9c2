/** Uploads whose sender waits to hear whether they are wanted at all (RFC 9110 section 10.1.1, `curl -T`): the server decides. */
import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { describe, expect, it, test } from 'vitest'
import { nodeClock } from '../../../electron/adapters/node/clock.ts'
import type { Clock } from '../../../electron/core/ports.ts'
import { type ConsumerRig, requestTo, startConsumerRig } from '../loopback/consumer-rig.ts'

const LARGE = randomBytes(200_000)
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nin'
const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n'
const no = (status: string) => `HTTP/1.1 ${status}\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno`

/** However busy the machine is, the server is waited for. */
const PATIENT: Clock = { ...nodeClock, after: (ms, run) => (ms === 1_000 ? () => {} : nodeClock.after(ms, run)) }

type Heard = { readonly head: string; body: Buffer }

/** What a server hears on each line; `said` comes with the head, and the last word once all of the body is there. */
async function wanting(said: (head: string) => string, clock: Clock = PATIENT) {
  const heard: Heard[] = []
  const rig = await startConsumerRig(
    (socket: Socket) => {
      let before = Buffer.alloc(0)
      let call: Heard | null = null
      socket.on('data', (piece: Buffer) => {
        before = Buffer.concat([before, piece])
        const end = before.indexOf('\r\n\r\n')
        if (end < 0) return
        if (call === null) {
          call = { head: before.toString('latin1', 0, end), body: Buffer.alloc(0) }
          heard.push(call)
          socket.write(said(call.head))
        }
        call.body = before.subarray(end + 4)
        const length = Number(/^content-length: (\d+)/im.exec(call.head)?.[1])
        if (call.body.length === length) socket.end(OK)
      })
    },
    { raw: true, maxRetries: 0, clock },
  )
  return { rig, key: await rig.key('uploader', 'ward'), heard }
}

/** As curl does it, but that it waits for ever. `told` is how often it was told to go on. */
function upload(
  { port }: ConsumerRig,
  key: string,
  body: Buffer,
  more: { readonly path?: string; readonly method?: string } = {},
) {
  return new Promise<{ status: number; text: string; told: number }>((resolve, reject) => {
    let told = 0
    const { path = '/g/ward/a', method = 'PUT' } = more
    const headers = {
      authorization: `Bearer ${key}`,
      'content-length': String(body.length),
      'content-type': 'application/json',
      expect: '100-continue',
    }
    const request = requestTo(port, { path, method, headers, agent: false }, (reply) => {
      let text = ''
      reply.setEncoding('latin1').on('data', (piece: string) => {
        text += piece
      })
      reply.on('end', () => {
        request.destroy()
        resolve({ status: reply.statusCode ?? 0, text, told })
      })
    })
    request.on('continue', () => {
      told += 1
      request.end(body)
    })
    request.on('error', reject)
    request.flushHeaders()
  })
}

describe('a large upload', () => {
  it.each(['PUT', 'POST'])(
    'of a %s that is refused before it begins (401) comes whole with the next token',
    async (method) => {
      const { rig, key, heard } = await wanting((head) =>
        head.includes('Bearer access-1') ? CONTINUE : no('401 Unauthorized'),
      )
      await rig.ports.clock.advance(7 * 3_600_000)
      rig.renewsTo(1)
      expect(await upload(rig, key, LARGE, { method })).toEqual({ status: 200, text: 'in', told: 1 })
      expect(heard.map(({ head }) => /^expect: 100-continue\r?$/im.test(head))).toEqual([true, true])
      expect(heard.map(({ body }) => body.length)).toEqual([0, LARGE.length])
      expect(heard[1]?.body.equals(LARGE)).toBe(true)
    },
  )

  it.each(['413 Content Too Large', '401 Unauthorized', '302 Found'])('is not sent after %s', async (status) => {
    const { rig, key, heard } = await wanting(() => no(status))
    expect(await upload(rig, key, LARGE)).toEqual({ status: Number(status.slice(0, 3)), text: 'no', told: 0 })
    expect(heard.map(({ body }) => body.length)).toEqual([0])
  })

  it('goes on after a moment where the server says nothing to it', async () => {
    const { rig, key, heard } = await wanting(() => '', nodeClock)
    expect(await upload(rig, key, LARGE)).toEqual({ status: 200, text: 'in', told: 1 })
    expect(heard.map(({ body }) => body.equals(LARGE))).toEqual([true])
  })
})

test('a small one is asked for at once, and may be sent again', async () => {
  const { rig, key, heard } = await wanting((head) => (head.includes('Bearer access-1') ? '' : no('401 Unauthorized')))
  await rig.ports.clock.advance(7 * 3_600_000)
  rig.renewsTo(1)
  expect(await upload(rig, key, Buffer.from('a form'))).toEqual({ status: 200, text: 'in', told: 1 })
  expect(heard.map(({ head }) => /expect/i.test(head))).toEqual([false, false])
})

test('nobody is told to go on whose key opens nothing', async () => {
  const { rig, heard } = await wanting(() => CONTINUE)
  expect(await upload(rig, 'evb_unknown', LARGE)).toMatchObject({ status: 401, told: 0 })
  expect(heard).toEqual([])
})

test('the API asks for what it reads', async () => {
  const { rig, key } = await wanting(() => '')
  const rejected = { path: '/v1/connections/ward/rejected', method: 'POST' }
  expect(await upload(rig, key, Buffer.from('{"generation":7}'), rejected)).toMatchObject({ status: 200, told: 1 })
})
