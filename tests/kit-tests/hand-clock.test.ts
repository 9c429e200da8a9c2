import { describe, expect, it } from 'vitest'
import { handClock, START } from '../kit/hand-clock.ts'

describe('hand clock', () => {
  it('runs due timers in order, each at its own moment, and those that they arm', async () => {
    const clock = handClock()
    const seen: string[] = []
    const note = (name: string) => seen.push(`${name} ${clock.monotonic()} ${clock.now() - START}`)
    clock.after(300, () => note('late'))
    clock.after(100, () => {
      note('first')
      clock.after(50, () => note('armed by first'))
    })
    clock.after(100, () => note('second'))
    await clock.advance(200)
    expect(seen).toEqual(['first 100 100', 'second 100 100', 'armed by first 150 150'])
    expect(clock.monotonic()).toBe(200)
    expect(clock.armed()).toEqual([100])
  })

  it('lets promises settle between two timers', async () => {
    const clock = handClock()
    const seen: string[] = []
    clock.after(10, async () => {
      for (let step = 0; step < 50; step += 1) await Promise.resolve()
      seen.push('settled')
    })
    clock.after(11, () => seen.push('next'))
    await clock.advance(11)
    expect(seen).toEqual(['settled', 'next'])
  })

  it('does not run a cancelled timer, nor let a timer that arms itself hold it', async () => {
    const clock = handClock()
    let runs = 0
    const cancel = clock.after(5, () => {
      runs += 100
    })
    const again = () => {
      runs += 1
      clock.after(0, again)
    }
    clock.after(0, again)
    cancel()
    await clock.advance(10)
    expect(runs).toBe(10)
  })

  it('sleeps and jumps without any timer noticing', async () => {
    const clock = handClock()
    let ran = false
    clock.after(1_000, () => {
      ran = true
    })
    await clock.sleepMachine(3_600_000)
    expect([clock.now() - START, clock.monotonic(), ran]).toEqual([3_600_000, 0, false])
    clock.setWall(START - 5_000)
    await clock.advance(1_000)
    expect([clock.now(), clock.monotonic(), ran]).toEqual([START - 4_000, 1_000, true])
  })

  it('refuses a wait that a real timer cannot keep', () => {
    const clock = handClock()
    expect(() => clock.after(2 ** 31, () => {})).toThrow(RangeError)
    expect(() => clock.after(Number.NaN, () => {})).toThrow(RangeError)
  })

  it('hands on what a timer throws', async () => {
    const clock = handClock()
    clock.after(1, () => {
      throw new Error('from the timer')
    })
    await expect(clock.advance(1)).rejects.toThrow('from the timer')
  })
})
