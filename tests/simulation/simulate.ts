/**
 *   npm run simulate -- --seeds 20 [--from 1] [--connections 1000] [--days 30] [--sabotage margin|save|lock|plan|successor] [--json]
 *
 * Exits 1 when a law was broken, and says how to replay the seed: the same seed gives the same month exactly.
 */
import { parseArgs } from 'node:util'
import { type MonthResult, SABOTAGES, type Sabotage, simulateMonth } from './month.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10' },
    from: { type: 'string', default: '1' },
    connections: { type: 'string', default: '100' },
    days: { type: 'string', default: '30' },
    sabotage: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})

function readSabotage(text: string | undefined): { sabotage?: Sabotage } {
  const sabotage = SABOTAGES.find((each) => each === text)
  if (text !== undefined && sabotage === undefined) throw new Error(`--sabotage is one of ${SABOTAGES.join(', ')}`)
  return sabotage === undefined ? {} : { sabotage }
}

function readCount(text: string, name: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new Error(`--${name} is a whole number`)
  return Number(text)
}

// Faults are thrown by the hundred thousand here, and nobody reads where.
Error.stackTraceLimit = 0

const plan = {
  connections: readCount(values.connections, 'connections'),
  days: readCount(values.days, 'days'),
  ...readSabotage(values.sabotage),
}
const from = readCount(values.from, 'from')
const seeds = readCount(values.seeds, 'seeds')
const results: MonthResult[] = []
for (let seed = from; seed < from + seeds; seed++) {
  const result = await simulateMonth({ ...plan, seed })
  results.push(result)
  if (result.lapsedMs + result.spentTwice + result.sessionsLost + result.expiredServed + result.surprised > 0)
    tellBroken(result)
}

/** At once, and not after a night of other seeds. */
function tellBroken({ seed, lapses }: MonthResult): void {
  const sabotage = values.sabotage === undefined ? '' : ` --sabotage ${values.sabotage}`
  const again = `--seeds 1 --from ${seed} --connections ${plan.connections} --days ${plan.days}${sabotage}`
  process.stderr.write(`seed ${seed} broke a law: ${lapses.slice(0, 6).join('; ')}\n  npm run simulate -- ${again}\n`)
  process.exitCode = 1
}

const sum = (pick: (result: MonthResult) => number): number =>
  results.reduce((total, result) => total + pick(result), 0)
const total = {
  seeds: results.length,
  connections: plan.connections,
  days: plan.days,
  lapsedMs: sum((result) => result.lapsedMs),
  spentTwice: sum((result) => result.spentTwice),
  sessionsLost: sum((result) => result.sessionsLost),
  refreshes: sum((result) => result.refreshes),
  fewestPossible: sum((result) => result.fewestPossible),
  largestBurst: Math.max(0, ...results.map((result) => result.largestBurst)),
}
const more = {
  expiredServed: sum((result) => result.expiredServed),
  surprised: sum((result) => result.surprised),
  resends: sum((result) => result.resends),
  ratio: Number((total.refreshes / Math.max(1, total.fewestPossible)).toFixed(3)),
}
process.stdout.write(`${values.json ? JSON.stringify(total) : JSON.stringify({ ...total, ...more }, null, 2)}\n`)
