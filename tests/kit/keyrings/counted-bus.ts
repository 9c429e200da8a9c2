/**
 * A door to a session bus that counts the calls which go through it, by their names:
 *
 *   const bus = await startCountedBus(busSocketPath, folder)
 *   keychainVault({ env: { DBUS_SESSION_BUS_ADDRESS: bus.address } })
 *   bus.counted()      // ['ReadAlias', 'Get', …] since it was last asked
 */
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { CALL, decodeMessage, FIELD } from '../../../electron/adapters/node/keychain/session-bus/bus-wire.ts'

const BEGIN = 'BEGIN\r\n'

export async function startCountedBus(busSocket: string, folder: string) {
  let calls: string[] = []
  const path = join(folder, 'counted')
  const server = createServer((client) => {
    const bus = connect(busSocket)
    let received: Buffer | null = null
    client.on('data', (bytes: Buffer) => {
      bus.write(bytes)
      if (received === null) {
        const begin = bytes.indexOf(BEGIN)
        if (begin < 0) return
        received = bytes.subarray(begin + BEGIN.length)
      } else received = Buffer.concat([received, bytes])
      for (let next = decodeMessage(received); next; next = decodeMessage(received)) {
        received = received.subarray(next.length)
        if (next.message.type === CALL) calls.push(String(next.message.fields.get(FIELD.member)))
      }
    })
    bus.on('data', (bytes: Buffer) => client.write(bytes))
    for (const end of [bus, client]) end.on('error', () => {}).on('close', () => void [bus.destroy(), client.destroy()])
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  return {
    address: `unix:path=${path}`,
    counted(): string[] {
      const counted = calls
      calls = []
      return counted
    },
    stop: () => void server.close(),
  }
}
