/**
 * How far down the list begins. What stands above it (needs, coming up, chips) is known only once the vault has answered; the
 * remembered list is put where it last began, so that it does not jump then.
 */
const STORAGE_KEY = 'everbearer.list-place'
const LIST = 'main table'

/** Saves the place whenever the page is hidden, until the returned function is called. */
export function keepListPlace(): () => void {
  const save = (): void => {
    const list = document.querySelector<HTMLElement>(LIST)
    if (list !== null) localStorage.setItem(STORAGE_KEY, JSON.stringify([innerWidth, topOf(list)]))
  }
  addEventListener('pagehide', save)
  return () => removeEventListener('pagehide', save)
}

/** Moves the list there; where nothing is saved for this window width, to a guess. */
export function putListInPlace(list: HTMLElement | null): void {
  if (list === null) return
  const [width, last] = savedPlace()
  const top = width === innerWidth && last !== undefined ? last : topOf(list) + guessHeightAbove(list)
  let margin = 0
  // Twice, since this margin collapses with the one above it.
  for (let step = 0; step < 2; step += 1) {
    margin += top - topOf(list)
    if (margin > 0) list.style.marginBlockStart = `${margin}px`
  }
}

/** Heights from that window width on: tools of a long list, each cause beyond the first, each banner of a short list. */
const HEIGHTS = [
  { from: 1060, tools: 286, cause: 41, banner: 76 },
  { from: 480, tools: 343, cause: 53, banner: 97 },
  { from: 0, tools: 572, cause: 100, banner: 163 },
] as const
const MANY = 10
const ROWS_CHECKED = 40
const MOST_CAUSES = 5

/** Guesses what will stand above the list from the states of its rows. */
function guessHeightAbove(list: HTMLElement): number {
  const rows = [...list.querySelectorAll('tbody tr')].slice(0, ROWS_CHECKED)
  const needs = rows.filter((row) => row.querySelector('[data-state="needs-person"], [data-state="expired"]') !== null)
  const { tools, cause, banner } = HEIGHTS.find(({ from }) => innerWidth >= from) ?? HEIGHTS[0]
  if (rows.length < MANY) return needs.length * banner
  // Rows that were not checked have more causes.
  const causes = needs.length > 0 && rows.length === ROWS_CHECKED ? needs.length + 2 : needs.length
  return tools + (Math.min(causes, MOST_CAUSES) - 1) * cause
}

function topOf(list: HTMLElement): number {
  return Math.round(list.getBoundingClientRect().top + (list.closest('main')?.scrollTop ?? 0))
}

/** Anything may stand in that storage. */
function savedPlace(): readonly (number | undefined)[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '[]')
    return Array.isArray(stored) ? stored.map((each) => (Number.isFinite(each) ? Number(each) : undefined)) : []
  } catch {
    return []
  }
}
