import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { quietNodeClock } from '../../../../../electron/adapters/node/clock.ts'
import { secretKeyring } from '../../../../../electron/adapters/node/keychain/secret-service/secret-keyring.ts'

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

/** What must come sooner was not waited for. */
const WAITED_MS = 50_000

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
  const { keyring } = await keyringBehind(behave, WAITED_MS)
  const start = performance.now()
  expect(await keyring.condition()).toBe('missing')
  await expect(keyring.unlock()).rejects.toMatchObject({ fault: { code: 'vault_missing' } })
  expect(performance.now() - start).toBeLessThan(WAITED_MS)
})

test('a bus that stays silent is stalled by the deadline, then at once; one question is all it gets', async () => {
  const { keyring, sockets } = await keyringBehind(() => {}, 1_000)
  expect(await Promise.all([keyring.condition(), keyring.condition(), keyring.condition()])).toEqual([
    'stalled',
    'stalled',
    'stalled',
  ])
  const start = performance.now()
  for (let again = 0; again < 20; again++) expect(await keyring.condition()).toBe('stalled')
  await expect(keyring.unlock()).rejects.toMatchObject({ fault: { code: 'vault_stalled' } })
  await expect(keyring.get(['one'])).rejects.toMatchObject({ fault: { code: 'vault_stalled' } })
  // Each by itself would wait a second.
  expect(performance.now() - start).toBeLessThan(15_000)
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
