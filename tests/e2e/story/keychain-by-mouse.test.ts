import { test } from 'vitest'
import { byMouse, keychainHome, liveTheMainJob } from './main-job.ts'

test('a pasted pair of 30 s is kept fresh, with the keychain, by mouse', async () => {
  await liveTheMainJob(await keychainHome(), byMouse)
}, 180_000)
