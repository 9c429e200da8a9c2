import { axeFindsNothingAt } from '../e2e/page/axe-screens.ts'

/** Between the two that each push looks at. */
axeFindsNothingAt(800)
