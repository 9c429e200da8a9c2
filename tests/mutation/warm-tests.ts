import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createVitest, type TestModule, type TestSpecification } from 'vitest/node'

export type Verdict = 'killed' | 'late' | 'survived'
export type Run = {
  readonly verdict: Verdict
  /** What failed first. */
  readonly failed: string
  readonly files: readonly { readonly path: string; readonly tookMs: number }[]
}
type Options = {
  readonly include: readonly string[]
  readonly isolate: boolean
  readonly bail: number
  /** How long one test may take. */
  readonly testMs: number
}

/** One vitest that goes on from fault to fault: what it has transformed it keeps, each run has a worker of its own. */
export async function warmTests(tree: string, folder: string, { include, isolate, bail, testMs }: Options) {
  const vitest = await createVitest('test', {
    ...{ root: tree, config: false, watch: false, reporters: [{}], maxWorkers: 1 },
    ...{ include: [...include], isolate, bail, testTimeout: testMs, hookTimeout: testMs, passWithNoTests: true },
    setupFiles: ['tests/kit/processes/clean-environment.ts', 'tests/mutation/worker.ts'],
    env: { MUTATION_FOLDER: folder },
    sequence: { sequencer: AsGiven },
  })
  const specifications = new Map((await vitest.globTestSpecifications()).map((each) => [each.moduleId, each]))
  return { run, close: () => vitest.close(), paths: [...specifications.keys()] }

  /** The tests of these files in this order, with fault `id` (-1: with none), up to the first that fails. */
  async function run(id: number, paths: readonly string[], deadlineMs: number): Promise<Run> {
    writeFileSync(join(folder, 'on'), String(id))
    vitest.state.errorsSet.clear()
    let late = false
    const timer = setTimeout(() => {
      late = true
      endWorker(Number(readFileSync(join(folder, 'pid'), 'utf8')))
    }, deadlineMs)
    const chosen = paths.flatMap((path) => specifications.get(path) ?? [])
    const outcome = await vitest.runTestSpecifications(chosen).catch(() => null)
    clearTimeout(timer)
    const modules = outcome?.testModules ?? []
    const files = modules.map((each) => ({ path: each.moduleId, tookMs: each.diagnostic().duration }))
    const green = outcome?.unhandledErrors.length === 0 && modules.every((each) => each.ok())
    return { verdict: late ? 'late' : green ? 'survived' : 'killed', files, failed: firstFailure(modules) }
  }
}

/** It may have ended by itself: a fault can take a worker along. */
function endWorker(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ESRCH') throw thrown
  }
}

function firstFailure(modules: readonly TestModule[]): string {
  for (const module of modules) {
    for (const test of module.children.allTests('failed')) return `${module.relativeModuleId} ${test.fullName}`
  }
  return modules.find((each) => !each.ok())?.relativeModuleId ?? ''
}

/** The quickest first, as the caller has sorted them. */
class AsGiven {
  shard(files: TestSpecification[]): TestSpecification[] {
    return files
  }
  sort(files: TestSpecification[]): TestSpecification[] {
    return files
  }
}
