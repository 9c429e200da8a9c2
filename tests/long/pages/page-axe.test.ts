import { axeFindsNothingAt } from '../../e2e/page/axe-screens.ts'

/** The narrowest width, and one between it and the usual one, which each push looks at. */
axeFindsNothingAt(360, 800)
