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

/** @param {import('./stages.mjs').Stage[]} stages @param {string[]} filters */
async function runInOrder(stages, filters) {
  let total = { ...none }
  for (const stage of stages) {
    process.stdout.write(`\n--- ${stage.name}\n`)
    const start = performance.now()
    const counts = await stage.run(filters).catch(unexpected)
    total = sum(total, counts)
    const seconds = ((performance.now() - start) / 1000).toFixed(1)
    process.stdout.write(`--- ${stage.name}: ${counts.failed === 0 ? 'ok' : 'FAILED'} in ${seconds} s\n`)
    if (counts.failed > 0) break
  }
  return total
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
