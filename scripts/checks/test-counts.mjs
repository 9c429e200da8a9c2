import { readFileSync } from 'node:fs'
import { inCi } from '../in-ci.mjs'

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @type {Readonly<Counts>} */
export const none = Object.freeze({ passed: 0, failed: 0, skipped: 0 })
/** @type {Readonly<Counts>} */
export const oneFailed = Object.freeze({ passed: 0, failed: 1, skipped: 0 })

/**
 * What makes vitest write the file that `countsOf` reads.
 * @param {string} report
 */
export function reporting(report) {
  return ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
}

/**
 * Says which tests were skipped where none may be.
 * @param {string} report
 * @param {number} exitCode
 * @returns {Counts}
 */
export function countsOf(report, exitCode) {
  const { skippedInCi, ...counts } = readCounts(report, exitCode, inCi)
  for (const name of skippedInCi) process.stdout.write(`Skipped, which in CI is a failure: ${name}\n`)
  return counts
}

/**
 * Reads what vitest's json reporter wrote. A run that failed without a failed test (a file that does not load, an error
 * outside any test, no report at all) counts as one failure: it must never look green.
 * @param {string} file
 * @param {number} exitCode
 * @param {boolean} inCi in CI a skipped test is a failed one
 * @returns {Counts & { skippedInCi: string[] }}
 */
export function readCounts(file, exitCode, inCi) {
  const tests = readReport(file)
  if (!tests) return { ...oneFailed, skippedInCi: [] }
  const passed = tests.filter((test) => test.status === 'passed').length
  const failed = tests.filter((test) => test.status === 'failed').length
  const skipped = tests.filter((test) => test.status !== 'passed' && test.status !== 'failed')
  const bad = inCi ? skipped : []
  const unseen = exitCode !== 0 && failed === 0 ? 1 : 0
  return {
    passed,
    failed: failed + bad.length + unseen,
    skipped: skipped.length - bad.length,
    skippedInCi: bad.map((test) => test.fullName),
  }
}

/** @param {Counts} one @param {Counts} other */
export function sum(one, other) {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
  }
}

/**
 * @param {string} file
 * @returns {{ status: string, fullName: string }[] | null}
 */
function readReport(file) {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'))
    return report.testResults.flatMap((/** @type {any} */ one) => one.assertionResults)
  } catch {
    return null
  }
}
