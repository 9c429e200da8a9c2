import type { Notice } from '../../shared/api/contract/contract.ts'
import type { JournalEntry } from '../../shared/connections/journal.ts'
import type { ConnectionView } from '../../shared/connections/view.ts'

/** What has happened in the demo; pure, so that any moment can be tested. Times in UTC ms. */
export type DemoStory = {
  readonly view: ConnectionView
  readonly renewals: number
  readonly latest: readonly JournalEntry[]
  /** Total time without a valid token. */
  readonly gapMs: number
  readonly lastCheckedAt: number
}

/** So many lines of the journal stay in sight. */
const MAX_LATEST = 6

export function beginStory(view: ConnectionView, now: number): DemoStory {
  return { view, renewals: 0, latest: [], gapMs: 0, lastCheckedAt: now }
}

export function storyAfter(story: DemoStory, notice: Notice): DemoStory {
  if (notice.notice === 'connection.changed' && notice.view.id === story.view.id) return { ...story, view: notice.view }
  if (notice.notice !== 'journal.added') return story
  const renewals = story.renewals + (notice.entry.event === 'renewed' ? 1 : 0)
  return { ...story, renewals, latest: [...story.latest, notice.entry].slice(-MAX_LATEST) }
}

/** Called regularly: time since the last check during which the token had expired counts as a gap. */
export function storyAt(story: DemoStory, now: number): DemoStory {
  const ends = story.view.expiresAt === null ? 0 : Date.parse(story.view.expiresAt)
  const gap = Math.max(0, now - Math.max(ends, story.lastCheckedAt))
  return { ...story, lastCheckedAt: now, gapMs: story.gapMs + gap }
}
