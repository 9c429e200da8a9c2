import { type Rated, trayState } from './tray-state.ts'

/** As many as a menu can hold without becoming a list to scroll. */
const MAX_ROWS = 12

type Row = Rated & { readonly expiresAt: string | null }

/**
 * The connections that the icon's menu has room for. All of a few stand in their own order, where a hand finds them again;
 * of many those that need somebody come first, then those that end or are late, then what ends next.
 */
export function menuRows<Shown extends Row>(views: readonly Shown[]): readonly Shown[] {
  if (views.length <= MAX_ROWS) return views
  return views
    .map((view) => ({ view, rank: RANKS[trayState([view])], ends: view.expiresAt ?? NEVER }))
    .sort((one, other) => one.rank - other.rank || one.ends.localeCompare(other.ends))
    .slice(0, MAX_ROWS)
    .map(({ view }) => view)
}

/** Paused ones (idle) come last. */
const RANKS = { trouble: 0, soon: 1, calm: 2, idle: 3 } as const
/** Sorts after every ISO 8601 time. */
const NEVER = 'never'
