import { connect } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Notice } from '../../../shared/api/contract/contract.ts'
import { HEARTBEAT_MS } from '../../../shared/api/events.ts'
import { until } from '../../kit/processes/until.ts'
import type { Listener } from './page-listener.ts'
import { type PageRig, startPageRig } from './page-rig.ts'

const removed = (number: number): Notice => ({ notice: 'connection.removed', id: `id-${number}`, name: `c-${number}` })

/** The numbers of the notices in the order in which they were heard. */
function numbers(stream: Listener): number[] {
  return stream.events
    .filter(({ event }) => event === 'notice')
    .map(({ data }) => Number((data as { id: string }).id.slice(3)))
}

const kinds = (stream: Listener) => stream.events.map(({ event }) => event)
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)

function tellAll(rig: PageRig, from: number, to: number): void {
  for (const number of range(from, to)) rig.tell(removed(number))
}

async function heardUpTo(stream: Listener, number: number): Promise<void> {
  await until(`notice ${number}`, () => numbers(stream).at(-1) === number)
}

async function begun(rig: PageRig, key?: string, lastEventId?: string): Promise<Listener> {
  const stream = await rig.listen(key ?? (await rig.key()), lastEventId)
  expect(stream.status).toBe(200)
  return stream
}

describe('a stream of notices', () => {
  it('begins with the keeper and a reset, then tells what happens', async () => {
    const rig = await startPageRig()
    const stream = await begun(rig)
    await until('the beginning', () => kinds(stream).length === 2)
    expect(stream.headers).toMatchObject({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    expect(stream.events.map(({ event, data }) => [event, data])).toEqual([
      ['keeper', { here: true }],
      ['reset', {}],
    ])
    tellAll(rig, 0, 3)
    await heardUpTo(stream, 2)
    expect(stream.events.slice(2).map(({ data }) => data)).toEqual(range(0, 3).map(removed))
    expect(new Set(stream.events.slice(1).map(({ id }) => id)).size).toBe(4)
  })

  it('tells a fault in words too', async () => {
    const rig = await startPageRig()
    const stream = await begun(rig)
    const fault = { code: 'offline', params: {} } as const
    const step = { name: 'health', url: 'https://draw.example/', status: null, tookMs: 1, fault }
    rig.tell({ notice: 'test.step', run: 'one', step })
    await until('the step', () => kinds(stream).includes('notice'))
    expect(stream.events.at(-1)?.data).toMatchObject({
      step: {
        fault: { ...fault, message: expect.stringMatching(/^The network/), next: expect.stringContaining('again') },
      },
    })
  })

  it('goes on after a lost connection, without loss and without doubles', async () => {
    const rig = await startPageRig()
    const key = await rig.key()
    const heard: number[] = []
    let stream = await begun(rig, key)
    for (let round = 0; round < 8; round += 1) {
      tellAll(rig, round * 10, round * 10 + 5)
      await heardUpTo(stream, round * 10 + 4)
      stream.close()
      tellAll(rig, round * 10 + 5, round * 10 + 10)
      heard.push(...numbers(stream))
      stream = await begun(rig, key, stream.events.at(-1)?.id)
    }
    await heardUpTo(stream, 79)
    expect([...heard, ...numbers(stream)]).toEqual(range(0, 80))
    expect(kinds(stream)).not.toContain('reset')
  })

  it('goes on from the end as well, and says nothing twice', async () => {
    const rig = await startPageRig()
    const first = await begun(rig)
    tellAll(rig, 0, 1)
    await heardUpTo(first, 0)
    const second = await begun(rig, undefined, first.events.at(-1)?.id)
    tellAll(rig, 1, 2)
    await heardUpTo(second, 1)
    expect(numbers(second)).toEqual([1])
    expect(kinds(second)).toEqual(['notice'])
  })

  it('has the page list anew when what it missed is no longer kept', async () => {
    const rig = await startPageRig()
    const first = await begun(rig)
    await until('the beginning', () => kinds(first).length === 2)
    const { id = '' } = first.events.at(-1) ?? {}
    tellAll(rig, 0, 500)
    const justInTime = await begun(rig, undefined, id)
    await heardUpTo(justInTime, 499)
    expect(numbers(justInTime)).toEqual(range(0, 500))
    rig.tell(removed(500))
    const late = await begun(rig, undefined, id)
    await until('the beginning', () => kinds(late).length === 2)
    rig.tell(removed(501))
    await heardUpTo(late, 501)
    expect(kinds(late)).toEqual(['keeper', 'reset', 'notice'])
  })

  it.each(['', 'x', '0', '-1', '0123456789abcdef-0', 'é', '1'.repeat(500)])(
    'begins anew after the foreign id %j',
    async (foreign) => {
      const rig = await startPageRig()
      tellAll(rig, 0, 2)
      const stream = await begun(rig, undefined, encodeURIComponent(foreign))
      await until('the beginning', () => kinds(stream).length === 2)
      expect(kinds(stream)).toEqual(['keeper', 'reset'])
    },
  )

  it('begins anew after an id that lies ahead', async () => {
    const rig = await startPageRig()
    const stream = await begun(rig)
    await until('the beginning', () => kinds(stream).length === 2)
    const ahead = (stream.events.at(-1)?.id ?? '').replace(/\d+$/, '7')
    const other = await begun(rig, undefined, ahead)
    await until('the beginning', () => kinds(other).length === 2)
    expect(kinds(other)).toEqual(['keeper', 'reset'])
  })

  it('says when the keeper goes, and has the page list anew with the next one', async () => {
    const rig = await startPageRig()
    const stream = await begun(rig)
    rig.setKeeper(false)
    rig.setKeeper(false)
    await until('the loss', () => kinds(stream).length === 3)
    const between = await begun(rig)
    await until('the beginning', () => kinds(between).length === 2)
    expect(between.events[0]?.data).toEqual({ here: false })
    rig.setKeeper(true)
    await until('the next one', () => kinds(stream).length === 5)
    expect(stream.events.slice(2).map(({ event, data }) => [event, data])).toEqual([
      ['keeper', { here: false }],
      ['keeper', { here: true }],
      ['reset', {}],
    ])
  })

  it('has the page list anew after a notice of a newer keeper that nobody here can read', async () => {
    const rig = await startPageRig()
    const stream = await begun(rig)
    rig.tell({ notice: 'connection.sang' } as unknown as Notice)
    await until('the reset', () => kinds(stream).length === 3)
    expect(kinds(stream)).toEqual(['keeper', 'reset', 'reset'])
    expect(stream.text).not.toContain('sang')
  })

  it('passes on only what the contract names', async () => {
    const rig = await startPageRig()
    const stream = await begun(rig)
    rig.tell({ ...removed(0), token: 'a-secret-that-strayed-in' } as unknown as Notice)
    await heardUpTo(stream, 0)
    expect(stream.text).not.toContain('a-secret-that-strayed-in')
  })

  it('beats while there is nothing to say', async () => {
    const rig = await startPageRig()
    const stream = await begun(rig)
    await until('the beginning', () => kinds(stream).length === 2)
    const beats = () => stream.text.split('\n\n').filter((block) => block === ':').length
    for (const expected of [1, 2, 3]) {
      await rig.clock.advance(HEARTBEAT_MS)
      await until(`beat ${expected}`, () => beats() === expected)
    }
    tellAll(rig, 0, 1)
    await heardUpTo(stream, 0)
  })

  it('arms one timer for all, and none when nobody listens', async () => {
    const rig = await startPageRig()
    const armed = () => rig.clock.armed().filter((ms) => ms === HEARTBEAT_MS).length
    const before = armed()
    const key = await rig.key()
    const streams = await Promise.all(range(0, 5).map(() => begun(rig, key)))
    expect(armed()).toBe(before + 1)
    for (const stream of streams) stream.close()
    await until('the door to notice', async () => {
      await rig.clock.advance(HEARTBEAT_MS)
      return armed() === before
    })
  })

  it('ends when the host does', async () => {
    const rig = await startPageRig()
    const key = await rig.key()
    const streams = await Promise.all(range(0, 3).map(() => begun(rig, key)))
    rig.door.stop()
    await until('the end of all', () => streams.every((stream) => stream.ended))
    expect((await rig.listen(key)).status).toBe(429)
  })
})

describe('many streams', () => {
  it('may be 32 for a key and 200 in all; places become free again', async () => {
    const rig = await startPageRig()
    const keys = await Promise.all(range(0, 8).map(() => rig.key()))
    const all: Listener[] = []
    for (const key of keys.slice(0, 6)) all.push(...(await Promise.all(range(0, 32).map(() => begun(rig, key)))))
    const oneMore = await rig.listen(keys[0] ?? '')
    expect(oneMore.status).toBe(429)
    all.push(...(await Promise.all(range(0, 8).map(() => begun(rig, keys[6])))))
    expect(all).toHaveLength(200)
    expect((await rig.listen(keys[7] ?? '')).status).toBe(429)
    const call = { method: 'POST', path: '/v1/calls/keeper.status', key: keys[7] ?? '', json: {} }
    expect((await rig.ask(call)).status).toBe(200)

    tellAll(rig, 0, 50)
    await Promise.all(all.map((stream) => heardUpTo(stream, 49)))
    for (const stream of all) expect(numbers(stream)).toEqual(range(0, 50))

    all[0]?.close()
    await until('a place to become free', async () => (await rig.listen(keys[7] ?? '')).status === 200)
  })

  it('a page that does not read holds up nobody, costs little and lists anew in the end', async () => {
    const rig = await startPageRig()
    const key = await rig.key()
    const [slow, quick] = [await begun(rig, key), await begun(rig, key)]
    await until('the beginning', () => kinds(slow).length === 2)
    slow.pause()
    const large = (number: number): Notice => ({
      notice: 'connection.removed',
      id: `id-${number}`,
      name: 'x'.repeat(8_000),
    })
    // Far more than the line between the two can hold.
    for (let number = 0; number < 4_000; number += 1) {
      rig.tell(large(number))
      if (number % 100 === 99) await heardUpTo(quick, number)
    }
    expect(numbers(quick)).toEqual(range(0, 4_000))
    slow.goOn()
    await until('the reset', () => kinds(slow).filter((kind) => kind === 'reset').length === 2)
    rig.tell(large(4_000))
    await heardUpTo(slow, 4_000)
    const heard = numbers(slow)
    expect(heard).toEqual([...new Set(heard)].sort((one, other) => one - other))
    expect(heard.length).toBeLessThan(4_000)
  })

  it('that were left half open are cleared away', async () => {
    const rig = await startPageRig()
    const key = await rig.key()
    const head = `GET /v1/events HTTP/1.1\r\nHost: 127.0.0.1:${rig.port}\r\nX-Everbearer-Key: ${key}\r\n\r\n`
    const sockets = range(0, 32).map(() => connect({ port: rig.port, host: '127.0.0.1', allowHalfOpen: true }))
    onTestFinished(() => sockets.forEach((socket) => void socket.destroy()))
    let answered = 0
    for (const socket of sockets) {
      socket.on('error', () => {})
      socket.once('data', () => {
        answered += 1
      })
      socket.write(head)
    }
    await until('all streams to be open', () => answered === 32)
    expect((await rig.listen(key)).status).toBe(429)
    // Half of them say that they are done sending, the others are gone at once.
    sockets.forEach((socket, index) => void (index % 2 === 0 ? socket.end() : socket.resetAndDestroy()))
    await until('their places to be free', async () => {
      const streams = await Promise.all(range(0, 32).map(() => rig.listen(key)))
      for (const stream of streams) stream.close()
      return streams.every((stream) => stream.status === 200)
    })
  })

  it('that nobody reads any more are cut after a while', async () => {
    // Long enough for a busy machine to have told all of it before the first of them is cut.
    const rig = await startPageRig({ silence: 3_000 })
    const key = await rig.key()
    // All that one key may have.
    const deaf = await Promise.all(range(0, 32).map(() => begun(rig, key)))
    for (const stream of deaf) stream.pause()
    const large: Notice = { notice: 'connection.removed', id: 'id-1', name: 'x'.repeat(50_000) }
    for (let count = 0; count < 300; count += 1) rig.tell(large)
    await until('a place to be free', async () => (await rig.listen(key)).status === 200)
  })
})
