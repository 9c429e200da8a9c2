import { join, relative } from 'node:path'
import { countsOf, none, oneFailed, reporting } from '../checks/test-counts.mjs'
import { inCi } from '../in-ci.mjs'
import { root, tools } from '../project.mjs'
import { inRealDesktop } from './run.mjs'

/**
 * Runs a vitest project in a real Electron's world. Where that cannot be had, one test counts as skipped, and in CI as
 * failed, but for one reason: that the registry has the runtime's package no more.
 * @param {string} project
 * @param {string[]} filters parts of test file names
 * @returns {Promise<import('../checks/test-counts.mjs').Counts>}
 */
export async function runRealDesktop(project, filters) {
  let counts = none
  const ran = await inRealDesktop(
    ({ home, tree }) => [
      join(tree, relative(root, tools.vitest)),
      'run',
      '--root',
      tree,
      '--configLoader=native',
      `--project=${project}`,
      ...reporting(join(home, 'report.json')),
      '--passWithNoTests',
      ...filters,
    ],
    (code, { home }) => {
      counts = countsOf(join(home, 'report.json'), code)
    },
  )
  return ran === null ? counts : skipped(ran)
}

/** @param {{ why: string, gone?: boolean }} reason */
function skipped({ why, gone = false }) {
  process.stdout.write(`\n*** SKIPPED: all tests of the desktop in a real Electron: ${why}. ***\n\n`)
  return inCi && !gone ? oneFailed : { ...none, skipped: 1 }
}
