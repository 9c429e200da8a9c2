import type { PageTexts } from '../../../shared/text/page-texts.ts'
import { filled } from '../../../shared/text/sentence.ts'
import type { BulkAction } from '../../state/page-state.ts'

/** While it runs: "Testing 12 of 300". */
export function workTitle({ together }: PageTexts, { action, done, total }: BulkAction): string {
  const templates = {
    test: together.testing,
    refresh: together.refreshing,
    pause: together.pausing,
    resume: together.resuming,
    tag: together.tagging,
    remove: together.removing,
    restore: together.restoring,
  }
  return filled(templates[action], { done, count: total })
}

/** The result in one line. */
export function workSummary({ together, overview }: PageTexts, { action, outcome, total }: BulkAction): string {
  if (outcome === null) return ''
  const { done, failed, notStarted } = outcome
  const templates = {
    test: together.tested,
    refresh: together.refreshed,
    pause: together.paused,
    resume: together.resumed,
    tag: together.tagged,
    remove: together.removed,
    restore: together.restored,
  }
  const parts =
    action === 'test' && failed.length === 0 && notStarted.length === 0
      ? [filled(overview.testedAll, { count: total })]
      : [filled(templates[action], { done: done.length, count: total })]
  if (failed.length > 0)
    parts.push(filled(action === 'test' ? together.notPassed : together.failed, { count: failed.length }))
  if (notStarted.length > 0) parts.push(filled(together.left, { count: notStarted.length }))
  return parts.join(' ')
}
