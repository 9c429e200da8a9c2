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
const GONE = '━'
const AHEAD = '─'
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
  const cells = Array.from({ length: inner }, (_, cell) => {
    if (cell === now) return paint(NOW, facts.now >= facts.expiresAt ? 'red' : 'green')
    if (cell === renewal) return paint(RENEWAL, 'cyan')
    return cell < now ? paint(GONE, 'green') : paint(AHEAD, 'dim')
  })
  return `${paint(START, 'dim')}${cells.join('')}${paint(END, 'dim')}`
}

function cellOf({ issuedAt, expiresAt }: BarFacts, at: number, cells: number): number {
  const life = Math.max(1, expiresAt - issuedAt)
  const part = Math.min(1, Math.max(0, (at - issuedAt) / life))
  return Math.min(cells - 1, Math.floor(part * cells))
}
