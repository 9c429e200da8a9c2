import { z } from 'zod'
import { type Content, foreignVersion, type VersionSteps } from '../connections/version-steps.ts'

/** window.json: how the window was left, and what a person chose for the desktop alone. */
const windowSchema = z.object({
  version: z.literal(1),
  /** Null until a window was moved or sized by hand. */
  bounds: z.object({ x: z.int(), y: z.int(), width: z.int().min(1), height: z.int().min(1) }).nullable(),
  maximized: z.boolean(),
  /** Closing the window leaves the refresher running in the tray; else it quits. */
  closeToTray: z.boolean(),
  /** What is said once and no more. */
  told: z.object({ closeToTray: z.boolean(), noTray: z.boolean() }),
  startAtLogin: z.boolean(),
})

export type KeptWindow = z.infer<typeof windowSchema>

export const FIRST_WINDOW: KeptWindow = {
  version: 1,
  bounds: null,
  maximized: false,
  closeToTray: true,
  told: { closeToTray: false, noTray: false },
  startAtLogin: false,
}

const numbered = z.looseObject({ version: z.int().min(1) })

/** Brings what an older Everbearer wrote up to date; null for anything that is no window.json of this version or before. */
export function readWindow(content: unknown, steps: VersionSteps = STEPS): KeptWindow | null {
  const older = numbered.safeParse(content)
  if (!older.success) return null
  const { version } = older.data
  const current = steps.slice(version - 1).reduce<Content>((before, step) => step(before), older.data)
  const reading = windowSchema.safeParse(current)
  return reading.success ? reading.data : null
}

/** Version 1 is the first. */
const STEPS: VersionSteps = []
export const WINDOW_VERSION = 1

/** The version of a window.json that another build wrote; else null. */
export function foreignWindowVersion(content: unknown): number | null {
  return foreignVersion(content, STEPS)
}
