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

/** Puts it there; where nothing is kept for a window of this width, it stays as it is. */
export function putListInPlace(list: HTMLElement | null): void {
  const [width, top] = kept()
  if (list === null || width !== innerWidth || top === undefined) return
  let lower = 0
  // Twice, since a margin and the one of what stands above are not added up.
  for (let step = 0; step < 2; step += 1) {
    lower += top - topOf(list)
    if (lower > 0) list.style.marginBlockStart = `${lower}px`
  }
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
