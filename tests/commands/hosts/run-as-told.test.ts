import { expect, it } from 'vitest'
import { run } from '../run.ts'

it('agent and demo run as they are told, with their exit codes', async () => {
  expect((await run(['agent'], { agent: async () => 5 })).code).toBe(5)
  const asked: unknown[] = []
  const demo = async (forMs: number | null) => {
    asked.push(forMs)
    return 0
  }
  await run(['demo'], { demo })
  await run(['demo', '--for', '30s'], { demo })
  expect(asked).toEqual([null, 30_000])
})
