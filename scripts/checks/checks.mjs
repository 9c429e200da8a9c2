import { ensureInstalled } from '../install.mjs'
import { chooseStages, stageNamed, stageNames } from './stages.mjs'
import { none, oneFailed, sum } from './test-counts.mjs'

/**
 * Runs stages in their order up to the first that fails. Words on the command line choose stages; words after them choose
 * test files by a part of their name. The last line printed is always the sum of all tests.
 * @param {string[]} usual what runs when nothing is chosen
 */
export async function runChecks(usual) {
  if (!process.stdout.isTTY) process.env.NO_COLOR ??= '1'
  const words = process.argv.slice(2)
  const chosen = words.filter(stageNamed)
  const filters = words.filter((word) => !stageNamed(word))
  if (filters.length > 0 && chosen.length === 0) return refuse(filters[0])
  await ensureInstalled()
  const counts = await runInOrder(chooseStages(chosen.length > 0 ? chosen : usual), filters)
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`)
  process.exitCode = counts.failed === 0 ? 0 : 1
}

/**
 * What has the same turn runs side by side: most checks have one thread, installing waits for the network, and tests for time.
 * @param {import('./stages.mjs').Stage[]} stages
 * @param {string[]} filters
 */
async function runInOrder(stages, filters) {
  let total = { ...none }
  for (const group of groupsOf(stages)) {
    process.stdout.write(`\n--- ${group.map(({ name }) => name).join(', ')}\n`)
    const all = await Promise.all(group.map((stage) => runOne(stage, filters)))
    total = all.reduce(sum, total)
    if (total.failed > 0) break
  }
  return total
}

/** @param {import('./stages.mjs').Stage} stage @param {string[]} filters */
async function runOne({ name, run }, filters) {
  const start = performance.now()
  const counts = await run(filters).catch(unexpected)
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  process.stdout.write(`--- ${name}: ${counts.failed === 0 ? 'ok' : 'FAILED'} in ${seconds} s\n`)
  return counts
}

/** @param {import('./stages.mjs').Stage[]} stages @returns {import('./stages.mjs').Stage[][]} */
function groupsOf(stages) {
  const turns = new Set(stages.map(({ turn }) => turn))
  return [...turns].map((which) => stages.filter(({ turn }) => turn === which))
}

/** @param {unknown} trouble */
function unexpected(trouble) {
  process.stderr.write(`${trouble instanceof Error ? trouble.stack : trouble}\n`)
  return oneFailed
}

/** @param {string | undefined} word */
function refuse(word) {
  process.stderr.write(
    `There is no stage ${word}. Stages: ${stageNames.join(', ')}; test files are chosen after a stage.\n`,
  )
  process.exitCode = 2
}
