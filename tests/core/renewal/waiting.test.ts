/** The three small things that make work wait: turns, limiter and standstill. */
import { expect, test } from 'vitest'
import { createLimiter } from '../../../electron/core/concurrency/limiter.ts'
import { createReadWriteLock } from '../../../electron/core/concurrency/read-write-lock.ts'
import { createSequencerByKey } from '../../../electron/core/concurrency/sequencer-by-key.ts'
import { settle } from '../../kit/settle.ts'

function gate(): { open: () => void; wait: () => Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { open: resolve, wait: () => promise }
}

test('turns: work of one key is in order, other keys do not wait, a failure stays its own', async () => {
  const inTurn = createSequencerByKey()
  const first = gate()
  const done: string[] = []
  const failing = inTurn('a', async () => {
    await first.wait()
    done.push('a1')
    throw new Error('a1 fails')
  })
  const after = inTurn('a', async () => void done.push('a2'))
  await inTurn('b', async () => void done.push('b1'))
  expect(done).toEqual(['b1'])
  first.open()
  await expect(failing).rejects.toThrow('a1 fails')
  await after
  expect(done).toEqual(['b1', 'a1', 'a2'])
})

test('limiter: a server has so many at once, and a hung one leaves the others alone', async () => {
  const limiter = createLimiter(2)
  const hung = gate()
  let atHung = 0
  const waiting = Array.from({ length: 5 }, () =>
    limiter.run('hung', async () => {
      atHung++
      await hung.wait()
    }),
  )
  await settle()
  expect(atHung).toBe(2)
  expect(await limiter.run('other', async () => 'served')).toBe('served')
  hung.open()
  await Promise.all(waiting)
  expect(atHung).toBe(5)
})

test('standstill: waits for those inside, holds back those who come, then lets them in', async () => {
  const lock = createReadWriteLock()
  const first = gate()
  const done: string[] = []
  const inside = lock.inside(async () => {
    await first.wait()
    done.push('inside')
  })
  const alone = lock.alone(async () => void done.push('alone'))
  const late = lock.inside(async () => void done.push('late'))
  await settle()
  expect(done).toEqual([])
  first.open()
  await Promise.all([inside, alone, late])
  expect(done).toEqual(['inside', 'alone', 'late'])
})

test('standstill: a failure inside or alone blocks nobody', async () => {
  const lock = createReadWriteLock()
  await expect(lock.inside(async () => Promise.reject(new Error('in')))).rejects.toThrow('in')
  await expect(lock.alone(async () => Promise.reject(new Error('alone')))).rejects.toThrow('alone')
  expect(await lock.inside(async () => 'next')).toBe('next')
})
