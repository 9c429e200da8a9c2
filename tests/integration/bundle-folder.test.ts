/** A site lays bundles into a folder: each workstation takes the newest of whom it trusts, with the usual look before. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { addConnection, done, everbearer, startAgent } from '../kit/processes/everbearer-process.ts'
import { fileHome } from '../kit/processes/file-home.ts'
import type { Home } from '../kit/processes/temporary-home.ts'

const entry = (name: string, baseUrl: string) => ({
  name,
  system: 'runai',
  settings: { baseUrl, clientId: 'site', realm: 'site' },
  secrets: { clientSecret: `secret-of-${name}-at-the-site` },
})

test('the newest bundle of each trusted signer is taken, and nothing of strangers or of what was changed', async () => {
  const [site, rival, ward] = [await fileHome(), await fileHome(), await fileHome()]
  // Calls of an agent cost a tenth of a command that keeps for itself.
  for (const home of [site, rival, ward]) await startAgent(home).ready()
  const share = join(ward.base, 'share')
  mkdirSync(share)
  const lay = (name: string, text: string) => writeFileSync(join(share, name), text)
  expect(await everbearer(ward, ['import', share])).toMatchObject({
    code: 3,
    stderr: expect.stringMatching(/no_bundle_here/),
  })

  const recipient = await done(ward, ['enroll'])
  writeFileSync(join(ward.base, 'recipients.txt'), recipient)
  const bundle = (home: Home) => done(home, ['export', '--to', join(ward.base, 'recipients.txt')])
  const { signer } = JSON.parse(await done(site, ['enroll', '--json'])) as { signer: string }
  await done(ward, ['enroll', '--trust', signer])

  await addConnection(site, entry('gpu', 'https://gpu.example/'))
  const older = await bundle(site)
  await done(site, ['edit', 'gpu', '--from', '-'], JSON.stringify({ settings: { maxRetries: 7 } }))
  const newer = await bundle(site)
  await addConnection(rival, entry('trap', 'https://trap.example/'))
  const { signedAt } = JSON.parse(newer) as { signedAt: number }
  lay('a-newer.json', newer)
  lay('b-older.json', older)
  lay('c-rival.json', await bundle(rival))
  lay('d-forged.json', JSON.stringify({ ...JSON.parse(older), signedAt: signedAt + 86_400_000 }))
  lay('notes.txt', 'nothing to see')

  const looked = await everbearer(ward, ['import', share, '--preview'])
  expect(looked).toMatchObject({ code: 0, stdout: expect.stringContaining('gpu') })
  expect(looked.stderr).toMatch(/bundle_forged/)
  expect(looked.stderr).toMatch(/bundle_stranger/)
  expect(looked.stdout).not.toContain('trap')
  expect(JSON.parse(await done(ward, ['list', '--json']))).toMatchObject({ connections: [] })
  await done(ward, ['import', share, '--yes'])
  expect(JSON.parse(await done(ward, ['show', 'gpu', '--json']))).toMatchObject({ maxRetries: 7 })

  await done(site, ['edit', 'gpu', '--from', '-'], JSON.stringify({ settings: { maxRetries: 9 } }))
  lay('e-again.json', await bundle(site))
  expect((await everbearer(ward, ['import', share])).stdout).toMatch(/7.*9/)
  await done(ward, ['import', share, '--yes'])
  expect(JSON.parse(await done(ward, ['show', 'gpu', '--json']))).toMatchObject({ maxRetries: 9 })
  expect(readFileSync(join(share, 'e-again.json'), 'utf8')).not.toContain('secret-of-gpu')
})
