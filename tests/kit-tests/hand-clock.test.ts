import { describe, expect, it } from 'vitest'
import { handClock } from '../kit/hand-clock.ts'

describe('hand clock', () => {
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
