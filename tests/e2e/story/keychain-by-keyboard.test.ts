import { test } from 'vitest'
import { byKeyboard, keychainHome, liveTheMainJob } from './main-job.ts'

test('a pasted pair of 20 s is kept fresh, with the keychain, by keyboard', async () => {
  await liveTheMainJob(await keychainHome(), byKeyboard)
})
