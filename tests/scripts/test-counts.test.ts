import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { none, oneFailed, readCounts, sum } from '../../scripts/checks/test-counts.mjs'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'everbearer-counts-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A report in vitest's shape: one file, its tests by status. */
function report(...statuses: [status: string, suite?: string][]): string {
  const file = join(folder, 'report.json')
  const assertionResults = statuses.map(([status, suite]) => ({
    status,
    fullName: `${suite ?? 'suite'} ${status}`,
  }))
  writeFileSync(file, JSON.stringify({ testResults: [{ assertionResults }] }))
  return file
}

test('counts by status', () => {
  const file = report(['passed'], ['passed'], ['failed'], ['skipped'], ['todo'])
  expect(readCounts(file, 1, false)).toEqual({ passed: 2, failed: 1, skipped: 2, skippedInCi: [] })
})

test('a run that ended badly is never green', () => {
  expect(readCounts(report(['passed']), 1, false)).toMatchObject({ passed: 1, failed: 1 })
  expect(readCounts(join(folder, 'absent.json'), 139, false)).toMatchObject(oneFailed)
  expect(readCounts(join(folder, 'absent.json'), 0, false)).toMatchObject(oneFailed)
})

test('in CI a skip is a failure, whatever it is', () => {
  const file = report(['skipped', 'keychain'], ['todo'], ['passed'])
  const skippedInCi = ['keychain skipped', 'suite todo']
  expect(readCounts(file, 0, true)).toEqual({ passed: 1, failed: 2, skipped: 0, skippedInCi })
})

test('sums runs', () => {
  expect(sum(sum(none, oneFailed), { passed: 3, failed: 1, skipped: 2 })).toEqual({ passed: 3, failed: 2, skipped: 2 })
})
