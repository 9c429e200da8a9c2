/** The same as growth.ts for what answers later: a door, a command. */

/** Four times the input may cost four times the time; sixteen times is what quadratic means. */
const MOST_TIMES = 7
/** Below that, the clock says nothing. */
const WORTH_MS = 40
/** A busy machine can make one measurement look bad; three in a row are the work's own. */
const TURNS = [1, 2, 3]

/** How much longer it takes for an input four times as long, where that is too much; null where it is not. */
export async function tooLongFor(length: number, answer: (length: number) => Promise<unknown>): Promise<string | null> {
  if ((await once(() => answer(length))) < WORTH_MS) return null
  const told: string[] = []
  for (const _ of TURNS) {
    const [short, long] = [await cost(() => answer(length / 4)), await cost(() => answer(length))]
    if (long < WORTH_MS || long <= MOST_TIMES * short) return null
    told.push(`${short.toFixed(1)} ms, then ${long.toFixed(1)} ms`)
  }
  return told.join('; ')
}

/** Of three runs the quickest, in the processor time of this thread (ms), so that waiting costs nothing. */
async function cost(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (const _ of TURNS) times.push(await once(work))
  return Math.min(...times)
}

async function once(work: () => Promise<unknown>): Promise<number> {
  const before = process.threadCpuUsage()
  await work()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1_000
}
