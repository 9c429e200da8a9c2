import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { decodeMessage, encodeMessage, FIELD, REPLY } from '../../../electron/adapters/node/bus-wire.ts'
import { secretServiceDoor } from '../../../electron/adapters/node/secret-service.ts'

/** A bus that is none: what it does with a connection is up to the test. The real one is in tests/integration. */
async function doorTo(behave: (socket: Socket) => void, deadlineMs = 200) {
  const folder = mkdtempSync(join(tmpdir(), 'everbearer-door-'))
  const path = join(folder, 'bus')
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => {}))
    behave(socket)
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  const door = secretServiceDoor({ env: { DBUS_SESSION_BUS_ADDRESS: `unix:path=${path}` }, deadlineMs, promptMs: 200 })
  onTestFinished(() => {
    door.close()
    for (const socket of sockets) socket.destroy()
    server.close()
    rmSync(folder, { recursive: true })
  })
  return { door, sockets }
}

const sayOnData = (text: string) => (socket: Socket) => void socket.on('data', () => socket.write(text, 'latin1'))

test.each([
  ['lets nobody in', sayOnData('REJECTED EXTERNAL\r\n')],
  ['hangs up', (socket: Socket) => socket.destroy()],
  ['lets us in and hangs up', (socket: Socket) => void socket.on('data', () => socket.end('OK 0123\r\n'))],
  ['speaks something else', sayOnData('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ['lets us in and speaks something else', sayOnData('OK 0123\r\nthis is certainly no message of D-Bus at all')],
  [
    'announces a message of gigabytes',
    sayOnData('OK 0123\r\nl\u0002\u0000\u0001\u00ff\u00ff\u00ff\u007f\u0001\0\0\0\0\0\0\0'),
  ],
])('a bus that %s is a keyring that is missing, and is not waited for', async (_what, behave) => {
  const { door } = await doorTo(behave, 5_000)
  const start = performance.now()
  expect(await door.look()).toBe('missing')
  expect(await door.unlock()).toBe('missing')
  expect(performance.now() - start).toBeLessThan(2_000)
})

/** A bus with a Secret Service that gives these answers to ReadAlias, the last one for ever, and is always open. */
function serviceWithAliases(...answers: string[]) {
  const asked: string[] = []
  const behave = (socket: Socket): void => {
    let received = Buffer.alloc(0)
    const reply = (to: number, signature: string, values: unknown[]): void => {
      socket.write(
        encodeMessage({ type: REPLY, serial: to, fields: new Map([[FIELD.replyTo, to]]) }, signature, values),
      )
    }
    socket.on('data', (bytes) => {
      if (bytes.includes('AUTH')) return void socket.write('OK 0123\r\n')
      received = Buffer.concat([received, bytes.subarray(bytes.indexOf('BEGIN') < 0 ? 0 : 'BEGIN\r\n'.length)])
      for (let next = decodeMessage(received); next !== null; next = decodeMessage(received)) {
        received = received.subarray(next.length)
        const { serial, fields } = next.message
        const member = String(fields.get(FIELD.member))
        asked.push(member)
        if (member === 'ReadAlias') reply(serial, 'o', [answers.length > 1 ? answers.shift() : answers[0]])
        else if (member === 'Get') reply(serial, 'v', [{ signature: 'b', value: false }])
        else reply(serial, 's', [':1.7'])
      }
    })
  }
  return { asked, behave }
}

const LOGIN = '/org/freedesktop/secrets/collection/login'

test.each([
  ['there', [LOGIN], 'open', 1],
  ['not there by mistake, which its first answer can be', ['/', LOGIN], 'open', 2],
  ['not there', ['/'], 'missing', 2],
] as const)('a default keyring that is %s', async (_what, answers, look, times) => {
  const { asked, behave } = serviceWithAliases(...answers)
  const { door } = await doorTo(behave, 5_000)
  expect(await door.look()).toBe(look)
  expect(asked.filter((member) => member === 'ReadAlias')).toHaveLength(times)
})

test('a bus that stays silent is stalled by the deadline, then at once; one question is all it gets', async () => {
  const { door, sockets } = await doorTo(() => {})
  const start = performance.now()
  expect(await Promise.all([door.look(), door.look(), door.look()])).toEqual(['stalled', 'stalled', 'stalled'])
  const first = performance.now() - start
  for (let again = 0; again < 20; again++) expect(await door.look()).toBe('stalled')
  expect(await door.unlock()).toBe('stalled')
  expect(performance.now() - start - first).toBeLessThan(1_000)
  expect(sockets.length).toBe(1)
})

test('without a bus it is missing; a bus that is no Unix socket we cannot judge', async () => {
  const options = { deadlineMs: 200, promptMs: 200 }
  expect(await secretServiceDoor({ env: {}, ...options }).look()).toBe('missing')
  const tcp = { DBUS_SESSION_BUS_ADDRESS: 'tcp:host=127.0.0.1,port=9' }
  const door = secretServiceDoor({ env: tcp, ...options })
  expect([await door.look(), await door.unlock()]).toEqual(['unknown', 'unknown'])
})
