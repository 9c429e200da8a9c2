type Bounds = { readonly x: number; readonly y: number; readonly width: number; readonly height: number }

export const FIRST_SIZE = { width: 1180, height: 820 } as const
export const LEAST_SIZE = { width: 420, height: 480 } as const

/** Of a window's title so much must be in reach of the mouse. */
const GRIP = { width: 120, height: 40 } as const

/**
 * Where the window opens: where it was, if a person can still take hold of it there; else the system decides, with the
 * size that it had as far as a screen holds it. A screen that is gone would otherwise take the window along.
 */
export function openingBounds(kept: Bounds | null, screens: readonly Bounds[]): Partial<Bounds> {
  if (kept === null) return FIRST_SIZE
  const widest = Math.max(LEAST_SIZE.width, ...screens.map(({ width }) => width))
  const highest = Math.max(LEAST_SIZE.height, ...screens.map(({ height }) => height))
  const size = {
    width: Math.min(Math.max(kept.width, LEAST_SIZE.width), widest),
    height: Math.min(Math.max(kept.height, LEAST_SIZE.height), highest),
  }
  return screens.some((screen) => isInReach(kept, screen)) ? { x: kept.x, y: kept.y, ...size } : size
}

function isInReach(window: Bounds, screen: Bounds): boolean {
  const across = Math.min(window.x + window.width, screen.x + screen.width) - Math.max(window.x, screen.x)
  const down = Math.min(window.y + GRIP.height, screen.y + screen.height) - Math.max(window.y, screen.y)
  return across >= GRIP.width && down >= GRIP.height
}
