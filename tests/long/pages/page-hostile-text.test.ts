import { screensHoldStrangersWords } from '../../e2e/page/hostile-screens.ts'

/** The choices that a push does not take. */
await screensHoldStrangersWords([1280, 1], [360, 0])
