import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { surviveGpuCrashes } from '../../../electron/desktop/window/gpu-crashes.ts'
import { watchHealth } from '../../../electron/desktop/window/window-health.ts'
import { handClock } from '../../kit/hand-clock.ts'

function watched() {
  const clock = handClock(0)
  const done: string[] = []
  const webContents = Object.assign(new EventEmitter(), {
    reload: () => done.push('reload'),
    forcefullyCrashRenderer: () => done.push('crash'),
  })
  const window = Object.assign(new EventEmitter(), { webContents, isDestroyed: () => false })
  watchHealth(window as unknown as Parameters<typeof watchHealth>[0], clock, () => done.push('told'))
  const crash = () => webContents.emit('render-process-gone', {}, { reason: 'killed' })
  return { clock, done, crash, window }
}

test('a page that crashes is opened anew after a breath, and a person hears of it', async () => {
  const { clock, done, crash } = watched()
  crash()
  expect(done).toEqual([])
  await clock.advance(1_000)
  expect(done).toEqual(['reload', 'told'])
})

test('one that crashes each time is opened ever more rarely, and told once', async () => {
  const { clock, done, crash } = watched()
  for (let second = 0; second < 300; second += 1) {
    const before = done.length
    await clock.advance(1_000)
    if (second === 0 || done.length > before) crash()
  }
  const reloads = done.filter((one) => one === 'reload').length
  expect([reloads > 5, reloads < 20]).toEqual([true, true])
  expect(done.filter((one) => one === 'told')).toHaveLength(1)
})

test('one that has held for a while is mended and told as at first', async () => {
  const { clock, done, crash } = watched()
  crash()
  await clock.advance(1_000)
  await clock.advance(30_000)
  crash()
  await clock.advance(1_000)
  expect(done).toEqual(['reload', 'told', 'reload', 'told'])
})

test('one that hangs is crashed, unless it comes back', async () => {
  const { clock, done, window } = watched()
  window.emit('unresponsive')
  await clock.advance(9_000)
  window.emit('responsive')
  await clock.advance(10_000)
  expect(done).toEqual([])
  window.emit('unresponsive')
  await clock.advance(10_000)
  expect(done).toEqual(['crash'])
})

test('crashes of what draws are limited until the first way of drawing is given up, within an hour', () => {
  const switches: string[] = []
  const app = Object.assign(new EventEmitter(), { commandLine: { appendSwitch: (one: string) => switches.push(one) } })
  let now = 0
  surviveGpuCrashes(app as unknown as Parameters<typeof surviveGpuCrashes>[0], () => now)
  const crash = (type = 'GPU', reason = 'crashed') => app.emit('child-process-gone', {}, { type, reason })
  crash()
  crash()
  crash('Utility')
  crash('GPU', 'clean-exit')
  now = 3_600_000
  for (const _time of [1, 2, 3]) crash()
  expect(switches).toEqual([])
  crash()
  expect(switches).toEqual(['disable-gpu-process-crash-limit'])
})
