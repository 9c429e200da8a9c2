import type { Notice } from '../../shared/api/contract/contract.ts'
import type { JournalEntry } from '../../shared/connections/journal.ts'
import type { ConnectionView } from '../../shared/connections/view.ts'

/** What the demo has seen so far; pure, so that a picture of any moment can be tested. Times in UTC ms. */
export type DemoStory = {
  readonly view: ConnectionView
  readonly renewals: number
  readonly latest: readonly JournalEntry[]
  /** How long altogether no valid token was there. */
  readonly gapMs: number
  readonly lookedAt: number
}

/** So many lines of the journal stay in sight. */
const LATEST = 6

export function beginStory(view: ConnectionView, now: number): DemoStory {
  return { view, renewals: 0, latest: [], gapMs: 0, lookedAt: now }
}

export function storyAfter(story: DemoStory, notice: Notice): DemoStory {
  if (notice.notice === 'connection.changed' && notice.view.id === story.view.id) return { ...story, view: notice.view }
  if (notice.notice !== 'journal.added') return story
  const renewals = story.renewals + (notice.entry.event === 'renewed' ? 1 : 0)
  return { ...story, renewals, latest: [...story.latest, notice.entry].slice(-LATEST) }
}

/** A look at the clock: time that has passed since the token's end counts as a gap. */
export function storyAt(story: DemoStory, now: number): DemoStory {
  const ends = story.view.expiresAt === null ? 0 : Date.parse(story.view.expiresAt)
  const without = Math.max(0, now - Math.max(ends, story.lookedAt))
  return { ...story, lookedAt: now, gapMs: story.gapMs + without }
}
