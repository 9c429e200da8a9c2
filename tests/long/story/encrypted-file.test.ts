import { test } from 'vitest'
import { byMouse, liveTheMainJob } from '../../e2e/story/main-job.ts'
import { fileHome } from '../../kit/processes/file-home.ts'

test('a pasted pair of 20 s is kept fresh, with the encrypted file', async () => {
  await liveTheMainJob(await fileHome(), byMouse)
})
