import { test } from 'vitest'
import { byMouse, fileHome, liveTheMainJob } from './main-job.ts'

test('a pasted pair of 30 s is kept fresh, with the encrypted file', async () => {
  await liveTheMainJob(await fileHome(), byMouse)
}, 180_000)
