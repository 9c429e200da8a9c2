import { foreignVersion, upgradeContent, type Versions } from '../connections/version-steps.ts'

export type WindowBounds = { readonly x: number; readonly y: number; readonly width: number; readonly height: number }

/** window.json: how the window was left, and what a person chose for the desktop alone. Read before the window opens, so
 * by hand: zod would take longer to load than the file to read. */
export type StoredWindow = {
  readonly version: 1
  /** Null until a window was moved or sized by hand. */
  readonly bounds: WindowBounds | null
  readonly maximized: boolean
  /** Closing the window leaves the refresher running in the tray; else it quits. */
  readonly closeToTray: boolean
  /** Which hints were shown; each is shown once. */
  readonly told: { readonly closeToTray: boolean; readonly noTray: boolean }
  readonly startAtLogin: boolean
}

export const DEFAULT_WINDOW: StoredWindow = {
  version: 1,
  bounds: null,
  maximized: false,
  closeToTray: true,
  told: { closeToTray: false, noTray: false },
  startAtLogin: false,
}

/** Null for anything that is no window.json of this version. */
export function readWindow(content: unknown): StoredWindow | null {
  const stepped = upgradeContent(content, VERSIONS)
  if (!stepped.ok) return null
  const { bounds, maximized, closeToTray, told, startAtLogin } = stepped.content
  if (!isBoundsOrNull(bounds) || !isTold(told)) return null
  if (!isBoolean(maximized) || !isBoolean(closeToTray) || !isBoolean(startAtLogin)) return null
  const kept = { maximized, closeToTray, told: toldOf(told), startAtLogin }
  return { version: WINDOW_VERSION, bounds: bounds && boundsOf(bounds), ...kept }
}

export const WINDOW_VERSION = 1
/** The first, so there is none before. */
const VERSIONS: Versions = { current: WINDOW_VERSION }

const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean'
const isInteger = (value: unknown, least = Number.MIN_SAFE_INTEGER): value is number =>
  Number.isSafeInteger(value) && (value as number) >= least

function isBoundsOrNull(value: unknown): value is WindowBounds | null {
  if (typeof value !== 'object' || value === null) return value === null
  const { x, y, width, height } = value as Partial<WindowBounds>
  return isInteger(x) && isInteger(y) && isInteger(width, 1) && isInteger(height, 1)
}

function isTold(value: unknown): value is StoredWindow['told'] {
  if (typeof value !== 'object' || value === null) return false
  const { closeToTray, noTray } = value as Partial<StoredWindow['told']>
  return isBoolean(closeToTray) && isBoolean(noTray)
}

/** Without unknown fields. */
const boundsOf = ({ x, y, width, height }: WindowBounds): WindowBounds => ({ x, y, width, height })
const toldOf = ({ closeToTray, noTray }: StoredWindow['told']): StoredWindow['told'] => ({ closeToTray, noTray })

/** The version of a window.json that another build wrote; else null. */
export function foreignWindowVersion(content: unknown): number | null {
  return foreignVersion(content, VERSIONS)
}
