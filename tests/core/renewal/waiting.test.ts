/** The three small things that make work wait: turns, lanes and standstill. */
import { expect, test } from 'vitest'
import { createLanes } from '../../../electron/core/concurrency/limiter.ts'
import { createStandstill } from '../../../electron/core/concurrency/read-write-lock.ts'
import { turns } from '../../../electron/core/concurrency/sequencer-by-key.ts'
import { settle } from '../../kit/settle.ts'

function gate(): { open: () => void; wait: () => Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { open: resolve, wait: () => promise }
}

test('turns: work of one key is in order, other keys do not wait, a failure stays its own', async () => {
  const inTurn = turns()
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

test('lanes: a server has so many at once, and a hung one leaves the others alone', async () => {
  const lanes = createLanes(2)
  const hung = gate()
  let atHung = 0
  const waiting = Array.from({ length: 5 }, () =>
    lanes.run('hung', async () => {
      atHung++
      await hung.wait()
    }),
  )
  await settle()
  expect(atHung).toBe(2)
  expect(await lanes.run('other', async () => 'served')).toBe('served')
  hung.open()
  await Promise.all(waiting)
  expect(atHung).toBe(5)
})

test('standstill: waits for those inside, holds back those who come, then lets them in', async () => {
  const standstill = createStandstill()
  const first = gate()
  const done: string[] = []
  const inside = standstill.inside(async () => {
    await first.wait()
    done.push('inside')
  })
  const alone = standstill.alone(async () => void done.push('alone'))
  const late = standstill.inside(async () => void done.push('late'))
  await settle()
  expect(done).toEqual([])
  first.open()
  await Promise.all([inside, alone, late])
  expect(done).toEqual(['inside', 'alone', 'late'])
})

test('standstill: a failure inside or alone blocks nobody', async () => {
  const standstill = createStandstill()
  await expect(standstill.inside(async () => Promise.reject(new Error('in')))).rejects.toThrow('in')
  await expect(standstill.alone(async () => Promise.reject(new Error('alone')))).rejects.toThrow('alone')
  expect(await standstill.inside(async () => 'next')).toBe('next')
})
