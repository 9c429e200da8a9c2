import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, test } from 'vitest'
import { isLater } from '../../electron/hosting/version-order.ts'
import { fault, faultOf } from '../../shared/fault.ts'
import { PROTOCOL } from '../../shared/protocol.ts'
import { temporaryFolder } from '../kit/temporary-folder.ts'
import { until } from '../kit/until.ts'
import { COMMAND, openHost } from './hosts.ts'

const NEWER = { version: '1.3.0' }

test.each([
  ['1.2.4', '1.2.3', true],
  ['1.10.0', '1.9.9', true],
  ['2.0.0', '1.99.99', true],
  ['1.2.3', '1.2.3', false],
  ['1.2.3', '1.2.4', false],
  ['1.2.3-beta', '1.2.3', false],
  ['nonsense', '0.0.1', false],
  ['0.0.1', 'nonsense', true],
])('%s is later than %s: %s', (one, other, expected) => {
  expect(isLater(one, other)).toBe(expected)
})

describe('after an update', () => {
  it('the old keeper hands over to a new host, and stands by', async () => {
    const folder = temporaryFolder()
    const old = await openHost(folder)
    await old.bridge.call('settings.get', {})
    const fresh = await openHost(folder, NEWER)
    expect(fresh.seats).toEqual(['keeper'])
    expect(old.keepers[0]?.calls).toEqual(['start', 'stop'])
    await until('the old one to be seated', () => old.seats.length === 2)
    expect(old.seats).toEqual(['keeper', 'client'])
    expect(await old.bridge.call('keeper.status', {})).toMatchObject({ version: '1.3.0' })
    await fresh.bridge.close()
    await until('the old one to take over', () => old.seats.at(-1) === 'keeper', { deadlineMs: 5_000 })
  })

  it('the new one comes first, also before old hosts that stand by', async () => {
    const folder = temporaryFolder()
    const old = await Promise.all([openHost(folder), openHost(folder), openHost(folder)])
    const fresh = await openHost(folder, NEWER)
    expect(fresh.seats).toEqual(['keeper'])
    await until('the old ones to be seated', () => old.every(({ seats }) => seats.at(-1) === 'client'))
  })

  it('a command that keeps hands over too, and finds the new keeper at its next call', async () => {
    const folder = temporaryFolder()
    const old = await openHost(folder, COMMAND)
    const fresh = await openHost(folder, NEWER)
    expect(fresh.seats).toEqual(['keeper'])
    expect(await old.bridge.call('keeper.status', {})).toMatchObject({ version: '1.3.0' })
    expect(old.seats).toEqual(['keeper', 'client'])
  })

  it('a new command leaves an old keeper alone that it can talk to', async () => {
    const folder = temporaryFolder()
    await openHost(folder)
    const command = await openHost(folder, { ...COMMAND, ...NEWER })
    expect(command.seats).toEqual(['client'])
    expect(await command.bridge.call('keeper.status', {})).toMatchObject({ version: '1.2.3' })
  })

  it('an old host is the client of a new keeper', async () => {
    const folder = temporaryFolder()
    await openHost(folder, NEWER)
    expect((await openHost(folder)).seats).toEqual(['client'])
  })
})

/** A keeper of another protocol, at its socket. */
async function foreignKeeper(folder: string, protocol: number, version: string) {
  const asked: unknown[] = []
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.write(`${JSON.stringify({ hello: { protocol, version, pid: 4711 } })}\n`)
    socket.setEncoding('utf8').on('data', (piece: string) => {
      for (const line of piece.split('\n').filter(Boolean)) {
        const message = JSON.parse(line) as { id?: number; call?: string }
        if (message.id === undefined) continue
        asked.push(message.call)
        socket.write(`${JSON.stringify({ id: message.id, ok: true, value: {} })}\n`)
        server.close()
        socket.end()
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(join(folder, 'keeper.sock'), resolve))
  onTestFinished(() => void server.close())
  return asked
}

describe('another protocol', () => {
  it('of a newer keeper: the older host says that they cannot talk', async () => {
    const folder = temporaryFolder()
    await foreignKeeper(folder, PROTOCOL + 1, '9.0.0')
    expect(await openHost(folder, COMMAND).catch(faultOf)).toEqual(
      fault('keeper_version', { theirs: '9.0.0', ours: '1.2.3' }),
    )
  })

  it('of an older keeper: even a command asks it to hand over, and keeps', async () => {
    const folder = temporaryFolder()
    const asked = await foreignKeeper(folder, PROTOCOL - 1, '1.0.0')
    expect((await openHost(folder, COMMAND)).seats).toEqual(['keeper'])
    expect(asked).toEqual(['keeper.handOver'])
  })
})
