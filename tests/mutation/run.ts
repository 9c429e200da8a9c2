/**
 * Puts small faults into a copy of the product, one at a time, and counts those that the unit tests of the same area notice:
 *
 *   npm run test:mutation                          500 of them, always the same
 *   npm run test:mutation -- --count 50 --seed 2 --jobs 1 --only doors/page
 *
 * All faults are in the copy from the start, each behind a switch (switches.ts). A first run without any of them tells which
 * test files come past which; with a fault on only those run, the quickest first, up to the first that fails.
 * A fault that only a test elsewhere notices counts as survived. What survived is listed; the sum stands in docs/testing.md.
 */
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { cache, root } from '../../scripts/project.mjs'
import { seededRandom } from '../kit/seeded-random.ts'
import { mutantsOf } from './mutants.ts'
import { type Numbered, withSwitches } from './switches.ts'
import { type Verdict, warmTests } from './warm-tests.ts'

/** Where faults are put, and whose tests must notice. */
const AREAS = [
  { files: 'shared/tokens/*.ts', tests: ['tests/shared/tokens/**', 'tests/core/renewal/refresher*'] },
  { files: 'electron/core/renewal/*.ts', tests: ['tests/core/renewal/**', 'tests/core/keeper*'] },
  { files: 'electron/doors/**/*.ts', tests: ['tests/doors/**'] },
  { files: 'electron/adapters/node/keychain/**/*.ts', tests: ['tests/adapters/node/keychain/**'] },
] as const
/** What takes this many times as long as without a fault waits for what does not come, or is a loop without an end. */
const PATIENCE = 5
const LEAST_TEST_MS = 10_000
const LEAST_MS = 60_000
/** Nothing hangs as the code is. */
const UNBOUNDED_MS = 1_800_000
const COPIED = ['shared', 'electron', 'renderer', 'tests', 'scripts', 'package.json', 'tsconfig.json', 'vite.config.ts']
const NONE = -1

type Area = (typeof AREAS)[number]
type Fault = Numbered & { readonly area: Area }
type TestFile = { readonly path: string; readonly tookMs: number; readonly passes: ReadonlySet<number> }

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '2' },
    /** Part of a path: faults in these files alone. */
    only: { type: 'string', default: '' },
  },
})

const began = performance.now()
const faults = sampled(allFaults(), Number(values.count), Number(values.seed))
const tree = switchedTree()
const byArea = new Map<Area, readonly TestFile[]>()
for (const area of new Set(faults.map((each) => each.area))) byArea.set(area, await asTheCodeIs(area))
const verdicts = new Map<Fault, Verdict>()
const left = [...faults]
await Promise.all(Array.from({ length: Number(values.jobs) }, (_, at) => work(at)))
report()

function allFaults(): Omit<Fault, 'id'>[] {
  return AREAS.flatMap((area) =>
    globSync(area.files, { cwd: root })
      .filter((file) => file.includes(values.only))
      .sort()
      .flatMap((file) => mutantsOf(file, readFileSync(join(root, file), 'utf8')).map((each) => ({ ...each, area }))),
  )
}

/** In the order in which they are drawn: a run that is broken off has seen a fair part. */
function sampled(all: readonly Omit<Fault, 'id'>[], count: number, seed: number): Fault[] {
  const { fraction } = seededRandom(seed)
  const drawn = all.map((each) => ({ each, at: fraction() })).sort((one, other) => one.at - other.at)
  return drawn.slice(0, count).map(({ each }, id) => ({ ...each, id }))
}

function switchedTree(): string {
  const copy = join(cache, `mutation-${process.pid}`)
  process.once('exit', () => rmSync(copy, { recursive: true, force: true }))
  for (const name of COPIED) cpSync(join(root, name), join(copy, name), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  for (const [file, inIt] of Map.groupBy(faults, (each) => each.file)) {
    writeFileSync(join(copy, file), withSwitches(readFileSync(join(root, file), 'utf8'), inIt))
  }
  return copy
}

function folderOf(name: string): string {
  const folder = join(tree, `run-${name}`)
  mkdirSync(folder, { recursive: true })
  return folder
}

/** The area's test files: how long each takes, and which faults it comes past, be it only in loading a module. */
async function asTheCodeIs({ files, tests }: Area): Promise<TestFile[]> {
  const folder = folderOf(`none-${AREAS.findIndex((each) => each.files === files)}`)
  const vitest = await warmTests(tree, folder, {
    include: included(tests),
    isolate: true,
    bail: 0,
    testMs: UNBOUNDED_MS,
  })
  const { verdict, files: ran, failed } = await vitest.run(NONE, vitest.paths, UNBOUNDED_MS)
  await vitest.close()
  if (verdict !== 'survived') throw new Error(`a test fails as the code is: ${failed}`)
  const lines = readFileSync(join(folder, 'passed.json'), 'utf8').trim().split('\n')
  const passes = new Map(lines.map((line) => JSON.parse(line)).map(([path, ids]) => [path, new Set<number>(ids)]))
  return ran
    .map(({ path, tookMs }) => ({ path, tookMs, passes: passes.get(path) ?? new Set<number>() }))
    .sort((one, other) => one.tookMs - other.tookMs)
}

function included(tests: readonly string[]): string[] {
  return tests.map((each) => `${each}${each.endsWith('/**') ? '/*' : ''}.test.ts`)
}

async function work(at: number): Promise<void> {
  const include = included([...new Set(AREAS.flatMap(({ tests }) => tests))])
  const slowest = Math.max(...[...byArea.values()].flat().map(({ tookMs }) => tookMs))
  const testMs = Math.max(LEAST_TEST_MS, PATIENCE * slowest)
  const vitest = await warmTests(tree, folderOf(String(at)), { include, isolate: false, bail: 1, testMs })
  for (let next = left.shift(); next !== undefined; next = left.shift()) {
    const { id, area } = next
    const past = (byArea.get(area) ?? []).filter(({ passes }) => passes.has(id))
    const usualMs = past.reduce((sum, { tookMs }) => sum + tookMs, 0)
    const paths = past.map(({ path }) => path)
    const verdict =
      paths.length === 0 ? 'survived' : (await vitest.run(id, paths, Math.max(LEAST_MS, PATIENCE * usualMs))).verdict
    verdicts.set(next, verdict)
    process.stdout.write(`${verdicts.size}/${faults.length} ${verdict.padEnd(8)} ${told(next)} (${paths.length})\n`)
  }
  await vitest.close()
}

function told({ file, line, was, text }: Fault): string {
  return `${file}:${line} ${short(was)} -> ${short(text)}`
}

function short(code: string): string {
  const line = code.replaceAll(/\s+/g, ' ')
  return line.length > 60 ? `${line.slice(0, 60)}…` : line
}

function report(): void {
  const survived = [...verdicts].filter(([, verdict]) => verdict === 'survived')
  const score = Math.round((1_000 * (verdicts.size - survived.length)) / verdicts.size) / 10
  const minutes = Math.round((performance.now() - began) / 60_000)
  process.stdout.write(`\nNot noticed:\n${survived.map(([fault]) => `${told(fault)}\n`).join('')}`)
  process.stdout.write(
    `${verdicts.size} faults, ${survived.length} not noticed: ${score} % (seed ${values.seed}, ${minutes} min)\n`,
  )
}
