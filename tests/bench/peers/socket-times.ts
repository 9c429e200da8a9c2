import { type Measured, measured } from '../measured.ts'
import { startHostileServer } from './hostile-server.ts'
import { type RawCaller, rawCaller } from './raw-socket.ts'
import { added, type Make, type TokenKeeper } from './token-keeper.ts'

const SOCKET_ROUNDS = 10
const SOCKET_CALLS = 300

/** A valid token that is there already, over the socket, by one raw client for all; ms. */
export type SocketTimes = {
  /** Null where a connection takes one request. */
  readonly cachedKept: Measured | null
  readonly cachedAnew: Measured
}

export const NOT_MEASURED: SocketTimes = { cachedKept: null, cachedAnew: measured([]) }

/** All of them live side by side and are asked in turn, so that whatever else the machine does meets each alike. */
export async function socketTimes(makers: readonly Make[]): Promise<SocketTimes[]> {
  const server = await startHostileServer({ lifeSeconds: 3_600 })
  const keepers: TokenKeeper[] = []
  try {
    for (const make of makers) keepers.push(await make(server.cert))
    for (const keeper of keepers) await added(keeper, server, `${keeper.name.toLowerCase()}-one`)
    const ways = keepers.map((keeper) => {
      const way = keeper.socketWay(`${keeper.name.toLowerCase()}-one`)
      return { anew: rawCaller(way, false), kept: way.keeps ? rawCaller(way, true) : null }
    })
    const times = ways.map(() => ({ anew: [] as number[], kept: [] as number[] }))
    for (let round = -1; round < SOCKET_ROUNDS; round++) {
      for (const [at, { anew, kept }] of ways.entries()) {
        const taken = [await callTimes(anew), kept === null ? [] : await callTimes(kept)] as const
        // The first meets code that is not compiled yet.
        if (round < 0) continue
        times[at]?.anew.push(...taken[0])
        times[at]?.kept.push(...taken[1])
      }
    }
    for (const { kept } of ways) kept?.close()
    return times.map(({ anew, kept }) => ({
      cachedAnew: measured(anew),
      cachedKept: kept.length === 0 ? null : measured(kept),
    }))
  } finally {
    for (const keeper of keepers) await keeper.stop()
    await server.stop()
  }
}

async function callTimes(caller: RawCaller): Promise<number[]> {
  const times: number[] = []
  for (let call = 0; call < SOCKET_CALLS; call++) {
    const started = performance.now()
    if ((await caller.ask()) === null) throw new Error('no token over the socket')
    times.push(performance.now() - started)
  }
  return times
}
