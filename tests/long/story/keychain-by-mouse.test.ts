import { test } from 'vitest'
import { byMouse, keychainHome, liveTheMainJob } from '../../e2e/story/main-job.ts'

test('a pasted pair of 20 s is kept fresh, with the keychain, by mouse', async () => {
  await liveTheMainJob(await keychainHome(), byMouse)
})
