import { createServer } from 'node:net'

/**
 * Below the ports that the system gives to connections and to whoever listens at port 0 (Linux: from 32768): one of those
 * may be another program's by the time a test's own listens there.
 */
const FIRST = 20_000
const COUNT = 12_000

/** Each process begins elsewhere, and none gives the same twice: a program may need the port only later, or again. */
let next = (process.pid * 97) % COUNT

/** A port of 127.0.0.1 that nobody listens on. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < COUNT; tries++) {
    const port = FIRST + next
    next = (next + 1) % COUNT
    if (await isFree(port)) return port
  }
  throw new Error('no port is free')
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
