import { test } from 'vitest'
import { fileHome } from '../../kit/processes/file-home.ts'
import { byMouse, liveTheMainJob } from './main-job.ts'

test('a pasted pair of 20 s is kept fresh, with the encrypted file', async () => {
  await liveTheMainJob(await fileHome(), byMouse)
}, 180_000)
