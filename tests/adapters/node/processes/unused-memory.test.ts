import { expect, test } from 'vitest'
import { quietNodeClock } from '../../../../electron/adapters/node/clock.ts'
import { returnUnusedMemory } from '../../../../electron/adapters/node/processes/unused-memory.ts'
import { handClock } from '../../../kit/hand-clock.ts'

const MIB = 1024 * 1024

function rig() {
  const clock = handClock()
  let used = 10 * MIB
  let collections = 0
  const memory = returnUnusedMemory(clock, {
    usedBytes: () => used,
    collect() {
      collections++
      used = 8 * MIB
    },
  })
  const uses = (bytes: number): void => {
    used += bytes
  }
  return { clock, memory, uses, collections: () => collections }
}

test('collects once it is quiet, and not while one thing follows the other', async () => {
  const { clock, memory, collections } = rig()
  for (let times = 0; times < 5; times++) {
    memory.collectWhenIdle()
    await clock.advance(900)
  }
  expect(collections()).toBe(0)
  await clock.advance(100)
  expect(collections()).toBe(1)
  await clock.advance(3_600_000)
  expect(collections()).toBe(1)
})

test('collects again only where enough has come together since', async () => {
  const { clock, memory, uses, collections } = rig()
  for (const [bytes, after] of [
    [0, 1],
    [MIB, 1],
    [MIB, 2],
    [MIB, 2],
  ] as const) {
    uses(bytes)
    memory.collectWhenIdle()
    await clock.advance(1_000)
    expect(collections()).toBe(after)
  }
})

test('V8 gives back what nothing refers to', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const soon = (run: () => void) => () => {
    run()
    resolve()
  }
  const memory = returnUnusedMemory({ after: (_, run) => quietNodeClock.after(0, soon(run)) })
  const left = new WeakRef(Array.from({ length: 1_000_000 }, (_, at) => ({ at })))
  // A target that was just referred to stays until the turn is over.
  memory.collectWhenIdle()
  await promise
  expect(left.deref()).toBeUndefined()
})
