import { axeFindsNothingAt } from './axe-screens.ts'

/** The usual width; tests/long/pages/page-axe.test.ts has narrower ones. */
axeFindsNothingAt(1280)
