export type Bounds = { readonly x: number; readonly y: number; readonly width: number; readonly height: number }

export const FIRST_SIZE = { width: 1180, height: 820 } as const
export const LEAST_SIZE = { width: 420, height: 480 } as const

/** How much of a window's title bar must be on a screen, to be taken hold of. */
const GRIP = { width: 120, height: 40 } as const

/**
 * Where the window opens: where it was, if a person can still take hold of it there; else the system decides, with the
 * size that it had as far as a screen holds it. The first time it takes what the main screen (the first) has room for. A screen that is gone would otherwise take the window along.
 */
export function openingBounds(stored: Bounds | null, screens: readonly Bounds[]): Partial<Bounds> {
  if (stored === null) return fitting(FIRST_SIZE, screens.slice(0, 1))
  const size = fitting(stored, screens)
  return screens.some((screen) => isInReach(stored, screen)) ? { x: stored.x, y: stored.y, ...size } : size
}

/**
 * Where an open window goes when the screens have changed: nowhere (null) while a person can take hold of it, else into
 * the middle of the main screen (the first), as large as it was and as fits.
 */
export function boundsInReach(now: Bounds, screens: readonly Bounds[]): Bounds | null {
  const [main] = screens
  if (main === undefined || screens.some((screen) => isInReach(now, screen))) return null
  const { width, height } = fitting(now, [main])
  const x = main.x + Math.max(0, Math.round((main.width - width) / 2))
  const y = main.y + Math.max(0, Math.round((main.height - height) / 2))
  return { x, y, width, height }
}

type Size = Pick<Bounds, 'width' | 'height'>

/** As large as it should be, as far as one of the screens holds it and a person can use it. */
function fitting({ width, height }: Size, screens: readonly Size[]): Size {
  const widest = Math.max(LEAST_SIZE.width, ...screens.map((screen) => screen.width))
  const highest = Math.max(LEAST_SIZE.height, ...screens.map((screen) => screen.height))
  return {
    width: Math.min(Math.max(width, LEAST_SIZE.width), widest),
    height: Math.min(Math.max(height, LEAST_SIZE.height), highest),
  }
}

function isInReach(window: Bounds, screen: Bounds): boolean {
  const across = Math.min(window.x + window.width, screen.x + screen.width) - Math.max(window.x, screen.x)
  const down = Math.min(window.y + GRIP.height, screen.y + screen.height) - Math.max(window.y, screen.y)
  return across >= GRIP.width && down >= GRIP.height
}
