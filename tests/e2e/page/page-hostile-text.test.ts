import { screensHoldStrangersWords } from './hostile-screens.ts'

/** tests/long/pages/page-hostile-text.test.ts has the other choices. */
await screensHoldStrangersWords([1280, 0], [360, 2])
