import { axeFindsNothingAt } from './axe-screens.ts'

/** The narrowest and the usual width; tests/long/page-axe.test.ts has one between. */
axeFindsNothingAt(360, 1280)
