import { nextSteps } from './page/next-steps.ts'
import { comingUp, overview } from './page/overview.ts'
import { shell } from './page/shell.ts'

/** What the page says around the facts, screen by screen. */
export const page = { shell, overview, comingUp }

export { nextSteps }
