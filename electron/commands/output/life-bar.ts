import type { Paint } from './colours.ts'

/** UTC ms; `renewsAt` null when no renewal is planned. */
export type BarFacts = {
  readonly issuedAt: number
  readonly now: number
  readonly renewsAt: number | null
  readonly expiresAt: number
}

const START = '├'
const END = '┤'
const ELAPSED = '━'
const REMAINING = '─'
const NOW = '●'
const RENEWAL = '◆'

/**
 * A token's life as a line: issued on the left, end on the right, between them now and the planned renewal. Every part
 * has its own sign; colour only repeats it.
 */
export function lifeBar(facts: BarFacts, width: number, paint: Paint): string {
  const inner = Math.max(4, width - 2)
  const now = cellOf(facts, facts.now, inner)
  const renewal = facts.renewsAt === null ? -1 : cellOf(facts, facts.renewsAt, inner)
  const ahead = (from: number, to: number) => paint(REMAINING.repeat(Math.max(0, to - from)), 'dim')
  const rest =
    renewal > now ? ahead(now + 1, renewal) + paint(RENEWAL, 'cyan') + ahead(renewal + 1, inner) : ahead(now + 1, inner)
  const dot = paint(NOW, facts.now >= facts.expiresAt ? 'red' : 'green')
  return `${paint(START, 'dim')}${paint(ELAPSED.repeat(now), 'green')}${dot}${rest}${paint(END, 'dim')}`
}

function cellOf({ issuedAt, expiresAt }: BarFacts, at: number, cells: number): number {
  const life = Math.max(1, expiresAt - issuedAt)
  const part = Math.min(1, Math.max(0, (at - issuedAt) / life))
  return Math.min(cells - 1, Math.floor(part * cells))
}
