import { z } from 'zod'

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

type Content = Readonly<Record<string, unknown>>

/** The first step makes version 2 of version 1, and so on; each stays for ever, so that any old file can still be read. */
export type WindowSteps = readonly ((content: Content) => Content)[]

const numbered = z.looseObject({ version: z.int().min(1) })

/** Brings what an older Everbearer wrote up to date; null for anything that is no window.json of this version or before. */
export function readWindow(content: unknown, steps: WindowSteps = STEPS): KeptWindow | null {
  const older = numbered.safeParse(content)
  if (!older.success) return null
  const { version } = older.data
  const current = steps.slice(version - 1).reduce<Content>((before, step) => step(before), older.data)
  const reading = windowSchema.safeParse(current)
  return reading.success ? reading.data : null
}

/** Version 1 is the first. */
const STEPS: WindowSteps = []
