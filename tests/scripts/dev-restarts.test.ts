/** What `npm run dev` does with a change. */
import { afterEach, expect, test, vi } from 'vitest'
import { createRestarts } from '../../scripts/dev/restarts.mjs'

afterEach(() => void vi.useRealTimers())

function tried(codes: readonly number[]) {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const done: string[] = []
  const left = [...codes]
  let started = 1
  const running = (which: number) => ({
    async end() {
      done.push(`end ${which}`)
    },
  })
  const restarts = createRestarts(
    {
      async build() {
        done.push('build')
        return left.shift() ?? 0
      },
      async start() {
        started += 1
        done.push(`start ${started}`)
        return running(started)
      },
    },
    running(1),
  )
  return { done, restarts }
}

test('several files saved at once are one change: ended, built, started', async () => {
  const { done, restarts } = tried([])
  for (let file = 0; file < 5; file++) restarts.changed()
  await vi.advanceTimersByTimeAsync(1_000)
  await restarts.settled()
  expect(done).toEqual(['end 1', 'build', 'start 2'])
})

test('what does not build is not started; the next change tries again', async () => {
  const { done, restarts } = tried([1, 0])
  for (let change = 0; change < 2; change++) {
    restarts.changed()
    await vi.advanceTimersByTimeAsync(1_000)
    await restarts.settled()
  }
  expect(done).toEqual(['end 1', 'build', 'end 1', 'build', 'start 2'])
})
