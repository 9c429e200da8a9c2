/**
 * At most this many renewals at one server at once. A hung server fills its own lanes and nobody else's; a herd that
 * wakes together goes through a few at a time.
 */
const AT_ONCE_PER_SERVER = 6

export type Limiter = { run<Value>(server: string, work: () => Promise<Value>): Promise<Value> }

type Lane = { running: number; readonly waiting: Array<() => void> }

export function createLimiter(perServer: number = AT_ONCE_PER_SERVER): Limiter {
  const lanes = new Map<string, Lane>()

  function enter(server: string): Promise<void> {
    const lane = lanes.get(server) ?? { running: 0, waiting: [] }
    lanes.set(server, lane)
    if (lane.running < perServer) {
      lane.running++
      return Promise.resolve()
    }
    return new Promise((resolve) => lane.waiting.push(resolve))
  }

  function leave(server: string): void {
    const lane = lanes.get(server)
    if (lane === undefined) return
    const next = lane.waiting.shift()
    if (next !== undefined) next()
    else if (--lane.running === 0) lanes.delete(server)
  }

  return {
    async run(server, work) {
      await enter(server)
      try {
        return await work()
      } finally {
        leave(server)
      }
    },
  }
}
