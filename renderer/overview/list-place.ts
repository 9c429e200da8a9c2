/**
 * How far down the list stands: what is above it (who needs a person, what comes next, chips) is known only once the vault has
 * answered. Whoever shows the list as it was remembered puts it where it stood last, so that it does not jump when all is there.
 */
const KEPT_AS = 'everbearer.list-place'
const LIST = 'main table'

/** From now on the place is kept when the page goes; the answer ends that. */
export function keepListPlace(): () => void {
  const keep = (): void => {
    const list = document.querySelector<HTMLElement>(LIST)
    if (list !== null) localStorage.setItem(KEPT_AS, JSON.stringify([innerWidth, topOf(list)]))
  }
  addEventListener('pagehide', keep)
  return () => removeEventListener('pagehide', keep)
}

/** Puts it there; where nothing is kept for a window of this width, about where it will be. */
export function putListInPlace(list: HTMLElement | null): void {
  if (list === null) return
  const [width, last] = kept()
  const top = width === innerWidth && last !== undefined ? last : topOf(list) + guessedAbove(list)
  let lower = 0
  // Twice, since a margin and the one of what stands above are not added up.
  for (let step = 0; step < 2; step += 1) {
    lower += top - topOf(list)
    if (lower > 0) list.style.marginBlockStart = `${lower}px`
  }
}

/** As high as they are in a window of at least that width: tools for many, each cause beyond the first, and each banner among few. */
const HEIGHTS = [
  { from: 1060, tools: 286, cause: 41, banner: 76 },
  { from: 480, tools: 343, cause: 53, banner: 97 },
  { from: 0, tools: 572, cause: 100, banner: 163 },
] as const
const MANY = 10
const LOOKED_AT = 40
const MOST_CAUSES = 5

/** What a list has above it that was never seen here, by what stands in it. */
function guessedAbove(list: HTMLElement): number {
  const rows = [...list.querySelectorAll('tbody tr')].slice(0, LOOKED_AT)
  const needs = rows.filter((row) => row.querySelector('[data-state="needs-person"], [data-state="expired"]') !== null)
  const { tools, cause, banner } = HEIGHTS.find(({ from }) => innerWidth >= from) ?? HEIGHTS[0]
  if (rows.length < MANY) return needs.length * banner
  // Where not all are looked at, there are other causes among the rest.
  const causes = needs.length > 0 && rows.length === LOOKED_AT ? needs.length + 2 : needs.length
  return tools + (Math.min(causes, MOST_CAUSES) - 1) * cause
}

function topOf(list: HTMLElement): number {
  return Math.round(list.getBoundingClientRect().top + (list.closest('main')?.scrollTop ?? 0))
}

/** Whatever anybody may have written there. */
function kept(): readonly (number | undefined)[] {
  try {
    const said: unknown = JSON.parse(localStorage.getItem(KEPT_AS) ?? '[]')
    return Array.isArray(said) ? said.map((each) => (Number.isFinite(each) ? Number(each) : undefined)) : []
  } catch {
    return []
  }
}
