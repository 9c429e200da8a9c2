import { z } from 'zod'

/** How the page looks: as the system has it, or one of the two for good. */
export const THEMES = ['auto', 'light', 'dark'] as const
export const themeSchema = z.enum(THEMES)
