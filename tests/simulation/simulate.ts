/**
 *   npm run simulate -- --seeds 20 [--from 1] [--connections 200] [--days 30] [--sabotage margin|save|lock|plan] [--json]
 *
 * Exits 1 when a law was broken, and names the seeds; the same seed replays the same month exactly.
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

const plan = { connections: Number(values.connections), days: Number(values.days), ...readSabotage(values.sabotage) }
const results: MonthResult[] = []
for (let seed = Number(values.from); seed < Number(values.from) + Number(values.seeds); seed++) {
  results.push(await simulateMonth({ ...plan, seed }))
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
  expiredServed: sum((result) => result.expiredServed),
  refreshes: sum((result) => result.refreshes),
  fewestPossible: sum((result) => result.fewestPossible),
  largestBurst: Math.max(...results.map((result) => result.largestBurst)),
}
const broken = results.filter((each) => each.lapsedMs + each.spentTwice + each.sessionsLost + each.expiredServed > 0)
process.stdout.write(`${values.json ? JSON.stringify(total) : JSON.stringify(total, null, 2)}\n`)
for (const { seed, lapses } of broken)
  process.stderr.write(`seed ${seed} broke a law: ${lapses.slice(0, 6).join('; ') || 'see above'}\n`)
process.exitCode = broken.length > 0 ? 1 : 0
