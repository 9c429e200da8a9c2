/** A connection out of an .env file, in use, and then moved to another computer for good. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { armor } from 'age-encryption'
import { expect, test } from 'vitest'
import { startDrawServer } from '../kit/draw/draw-server.ts'
import { markers } from '../kit/markers.ts'
import { everbearer, startAgent } from '../kit/processes/everbearer-process.ts'
import { type Home, temporaryHome } from '../kit/processes/temporary-home.ts'

const PASSPHRASE = 'a passphrase for the trip'

/** A computer where an agent keeps the tokens. */
async function computer(): Promise<Home> {
  const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
  await startAgent(home).ready()
  return home
}

test('from an .env file into use, and on to another computer', async () => {
  const server = await startDrawServer()
  const { accessToken, refreshToken } = server.issuePair()
  const [here, there] = await Promise.all([computer(), computer()])
  const env = `DRAW_BASE_URL=${server.url}\nDRAW_CLIENT_ID=Institute A\nDRAW_BEARER_TOKEN=${accessToken}\nDRAW_REFRESH_TOKEN=${refreshToken}\n`

  const looked = await everbearer(here, ['import', '-'], { stdin: env })
  expect(looked).toMatchObject({ code: 2, stderr: expect.stringContaining('confirm_import') })
  expect(looked.stdout).toContain('draw-institute-a (DRAW): new')
  expect((await everbearer(here, ['import', '-', '--name', 'ward', '--yes'], { stdin: env })).code).toBe(0)
  expect((await everbearer(here, ['refresh', 'ward'])).code).toBe(0)

  const plain = await everbearer(here, ['export'])
  const sealed = await everbearer(here, ['export', 'ward', '--sealed', '--move', '--yes'], { stdin: `${PASSPHRASE}\n` })
  expect([plain.code, sealed.code]).toEqual([0, 0])
  const hunt = markers(Object.fromEntries(server.tokens().map((token, index) => [`token ${index}`, token])))
  for (const output of [looked, plain, sealed]) expect(hunt.inText('output', output.stdout + output.stderr)).toEqual([])
  expect((await everbearer(here, ['list'])).stdout).toContain('paused')
  const spent = server.record.renewals.length
  const forced = await everbearer(here, ['refresh', 'ward'])
  expect(forced).toMatchObject({
    code: 4,
    stderr: expect.stringMatching(/paused: .* Next: .*moved to another computer/),
  })
  expect(server.record.renewals).toHaveLength(spent)

  const file = join(there.base, 'ward.age')
  writeFileSync(file, sealed.stdout)
  const wrong = await everbearer(there, ['import', file, '--yes'], { stdin: 'another passphrase\n' })
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('sealed_wrong_key') })
  // As `age` itself would write it.
  writeFileSync(file, armor.decode(sealed.stdout))
  expect((await everbearer(there, ['import', file, '--yes'], { stdin: `${PASSPHRASE}\n` })).code).toBe(0)
  expect((await everbearer(there, ['refresh', 'ward'])).code).toBe(0)
  const { stdout } = await everbearer(there, ['token', 'ward'])
  const health = await fetch(`${server.url}api/health/`, { headers: { authorization: `Bearer ${stdout.trim()}` } })
  expect(health.status).toBe(200)
  expect([...hunt.inTree(here.base), ...hunt.inTree(there.base)]).toEqual([])
})
