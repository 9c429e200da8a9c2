import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuilt, ensureFaultsBuilt } from '../build/bundle.mjs'
import { runWithProductNode } from '../programs.mjs'
import { cache, root, tools } from '../project.mjs'
import { prepareRealDesktop } from '../real-desktop/run.mjs'
import { runRealDesktop } from '../real-desktop/tests.mjs'
import {
  browserPackages,
  commandLinePackages,
  desktopPackages,
  ensurePackages,
  keychainPackages,
  serverPackages,
} from './debian-packages.mjs'
import { countsOf, none, oneFailed, reporting, sum } from './test-counts.mjs'

/**
 * One step of the checks. `before` names steps that must have succeeded first, when only this one is asked for; those of
 * one `turn` need nothing of one another.
 * @typedef {object} Stage
 * @property {string} name
 * @property {string[]} before
 * @property {number} turn
 * @property {(filters: string[]) => Promise<import('./test-counts.mjs').Counts>} run
 */

/** Biome alone paints into files and pipes too, letter by letter, unless it is told not to. */
const colors = process.stdout.isTTY ? [] : ['--colors=off']

/** @type {Stage[]} */
const stages = [
  check('packages', () =>
    ensurePackages({ ...keychainPackages, ...browserPackages, ...desktopPackages, ...commandLinePackages }),
  ),
  check('servers', () => ensurePackages(serverPackages)),
  check('lint', () => runWithProductNode([tools.biome, 'ci', ...colors, '.'])),
  check('types', () => runWithProductNode([join(root, 'scripts', 'types.mjs')])),
  check('knip', () => runWithProductNode([tools.knip])),
  check('build', ensureBuilt),
  check('faults', ensureFaultsBuilt),
  check('electron', prepareRealDesktop),
  tests(2, 'unit', []),
  // Both wait most of the time, for locks, deadlines and windows.
  tests(3, 'integration', ['packages', 'build', 'faults']),
  { ...tests(3, 'desktop', ['packages', 'build', 'electron']), run: runDesktop },
  tests(4, 'e2e', ['packages', 'build']),
  { ...tests(5, 'long', ['packages', 'servers', 'build', 'faults', 'electron']), run: runLong },
]

/**
 * The stages asked for, with what they need before them, in their order.
 * @param {string[]} names
 */
export function chooseStages(names) {
  const wanted = new Set(names.flatMap((name) => [name, ...(stageNamed(name)?.before ?? [])]))
  return stages.filter((stage) => wanted.has(stage.name))
}

/** @param {string} name */
export function stageNamed(name) {
  return stages.find((stage) => stage.name === name)
}

export const stageNames = stages.map((stage) => stage.name)

/**
 * @param {string} name
 * @param {() => Promise<number>} program
 * @returns {Stage}
 */
function check(name, program) {
  return { name, before: [], turn: 1, run: async () => ((await program()) === 0 ? none : oneFailed) }
}

/**
 * @param {number} turn
 * @param {string} project the vitest project
 * @param {string[]} before
 * @returns {Stage}
 */
function tests(turn, project, before) {
  return { name: project, before, turn, run: (filters) => runTests(project, filters) }
}

/** In a real Electron. @type {Stage['run']} */
async function runDesktop(filters) {
  return notEmpty(await runRealDesktop('real-desktop', filters))
}

/**
 * First here, then on a desktop session in a real Electron. A filter may fit files of one of them alone.
 * @type {Stage['run']}
 */
async function runLong(filters) {
  const here = await runTests('long', filters, ['--passWithNoTests'])
  if (here.failed > 0) return here
  return notEmpty(sum(here, await runRealDesktop('real-desktop-long', filters)))
}

/** A filter that fits nothing is a mistake. @param {import('./test-counts.mjs').Counts} counts */
function notEmpty(counts) {
  return counts.passed + counts.failed + counts.skipped === 0 ? oneFailed : counts
}

/**
 * @param {string} project with those whose names go on after it: unit-mocking belongs to unit
 * @param {string[]} filters parts of test file names
 * @param {string[]} [more] words for vitest
 */
async function runTests(project, filters, more = filters.length ? [] : ['--passWithNoTests']) {
  const report = join(cache, `tests-${project}-${process.pid}.json`)
  mkdirSync(cache, { recursive: true })
  const code = await runWithProductNode([
    tools.vitest,
    'run',
    '--project',
    `${project}*`,
    ...reporting(report),
    ...more,
    ...filters,
  ])
  const counts = countsOf(report, code)
  rmSync(report, { force: true })
  return counts
}
