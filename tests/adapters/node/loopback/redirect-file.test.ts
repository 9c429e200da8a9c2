import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { writeRedirectFile } from '../../../../electron/adapters/node/loopback/redirect-file.ts'
import { nodeRandom } from '../../../../electron/adapters/node/random.ts'

const ADDRESS = 'http://127.0.0.1:4711/#ticket=0123abcd'

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'eb-redirect-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  return path
}

it('leads to the address, for its owner alone, until it is removed', async () => {
  const place = folder()
  const file = await writeRedirectFile(place, ADDRESS, nodeRandom)
  expect(readFileSync(file.path, 'utf8')).toContain(`<meta http-equiv="refresh" content="0; url=${ADDRESS}">`)
  if (process.platform !== 'win32') expect(statSync(file.path).mode & 0o777).toBe(0o600)
  await file.remove()
  await file.remove()
  expect(readdirSync(place)).toEqual([])
})

it('removes what a killed host has left, and nothing else', async () => {
  const place = folder()
  const [old, young] = [
    await writeRedirectFile(place, ADDRESS, nodeRandom),
    await writeRedirectFile(place, ADDRESS, nodeRandom),
  ]
  const longAgo = new Date(Date.now() - 600_000)
  const others = ['open-notes.html', 'index.json'].map((name) => join(place, name))
  for (const path of others) writeFileSync(path, '')
  for (const path of [old.path, ...others]) utimesSync(path, longAgo, longAgo)
  const third = await writeRedirectFile(place, ADDRESS, nodeRandom)
  const left = [young.path, third.path, ...others]
  expect(
    readdirSync(place)
      .map((name) => join(place, name))
      .sort(),
  ).toEqual(left.sort())
})
