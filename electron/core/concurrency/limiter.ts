/**
 * At most this many renewals at one server at once. A hung server fills its own places and nobody else's; a herd that
 * wakes together goes through a few at a time.
 */
const AT_ONCE_PER_SERVER = 6

export type Limiter = { run<Value>(server: string, work: () => Promise<Value>): Promise<Value> }

type Queue = { running: number; readonly waiting: Array<() => void> }

export function createLimiter(perServer: number = AT_ONCE_PER_SERVER): Limiter {
  const queues = new Map<string, Queue>()

  function enter(server: string): Promise<void> {
    const queue = queues.get(server) ?? { running: 0, waiting: [] }
    queues.set(server, queue)
    if (queue.running < perServer) {
      queue.running++
      return Promise.resolve()
    }
    return new Promise((resolve) => queue.waiting.push(resolve))
  }

  function leave(server: string): void {
    const queue = queues.get(server)
    if (queue === undefined) return
    const next = queue.waiting.shift()
    if (next !== undefined) next()
    else if (--queue.running === 0) queues.delete(server)
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
