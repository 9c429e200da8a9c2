import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { quietNodeClock } from '../../../../../electron/adapters/node/clock.ts'
import { secretKeyring } from '../../../../../electron/adapters/node/keychain/secret-service/secret-keyring.ts'
import {
  decodeMessage,
  encodeMessage,
  FIELD,
  REPLY,
} from '../../../../../electron/adapters/node/keychain/session-bus/bus-wire.ts'

/** A bus that is none: what it does with a connection is up to the test. The real one is in tests/integration. */
async function keyringBehind(behave: (socket: Socket) => void, deadlineMs = 200) {
  const folder = mkdtempSync(join(tmpdir(), 'everbearer-door-'))
  const path = join(folder, 'bus')
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => {}))
    behave(socket)
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  const env = { DBUS_SESSION_BUS_ADDRESS: `unix:path=${path}` }
  const keyring = secretKeyring({ service: 'everbearer-test', env, deadlineMs, promptMs: 200, clock: quietNodeClock })
  onTestFinished(() => {
    void keyring.close()
    for (const socket of sockets) socket.destroy()
    server.close()
    rmSync(folder, { recursive: true })
  })
  return { keyring, sockets }
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
  const { keyring } = await keyringBehind(behave, 5_000)
  const start = performance.now()
  expect(await keyring.condition()).toBe('missing')
  await expect(keyring.unlock()).rejects.toMatchObject({ fault: { code: 'vault_missing' } })
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
  const { keyring } = await keyringBehind(behave, 5_000)
  expect(await keyring.condition()).toBe(look)
  expect(asked.filter((member) => member === 'ReadAlias')).toHaveLength(times)
})

test('a bus that stays silent is stalled by the deadline, then at once; one question is all it gets', async () => {
  const { keyring, sockets } = await keyringBehind(() => {})
  const start = performance.now()
  expect(await Promise.all([keyring.condition(), keyring.condition(), keyring.condition()])).toEqual([
    'stalled',
    'stalled',
    'stalled',
  ])
  const first = performance.now() - start
  for (let again = 0; again < 20; again++) expect(await keyring.condition()).toBe('stalled')
  await expect(keyring.unlock()).rejects.toMatchObject({ fault: { code: 'vault_stalled' } })
  await expect(keyring.get(['one'])).rejects.toMatchObject({ fault: { code: 'vault_stalled' } })
  expect(performance.now() - start - first).toBeLessThan(1_000)
  expect(sockets.length).toBe(1)
})

test('without a bus it is missing', async () => {
  const keyring = secretKeyring({
    service: 'everbearer-test',
    env: {},
    deadlineMs: 200,
    promptMs: 200,
    clock: quietNodeClock,
  })
  expect(await keyring.condition()).toBe('missing')
  await expect(keyring.set('one', 'x')).rejects.toMatchObject({ fault: { code: 'vault_missing' } })
})
