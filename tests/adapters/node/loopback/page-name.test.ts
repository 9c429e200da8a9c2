import { expect, it } from 'vitest'
import { NUMERIC_HOST, pageName } from '../../../../electron/adapters/node/loopback/page-name.ts'
import { nodeRandom } from '../../../../electron/adapters/node/random.ts'

const known = (addresses: readonly string[]) => ({ resolve: async () => addresses })

it('is new each time, below localhost, where browsers lead it to this computer by themselves', async () => {
  const names = await Promise.all([1, 2].map(() => pageName(nodeRandom, { platform: 'linux', ...known([]) })))
  for (const name of names) expect(name).toMatch(/^[0-9a-f]{32}\.localhost$/)
  expect(names[0]).not.toBe(names[1])
  expect(await pageName(nodeRandom, { platform: 'win32', ...known([]) })).toMatch(/\.localhost$/)
})

it.each([
  [['127.0.0.1'], true],
  [['::1', '127.0.0.1'], true],
  [[], false],
  [['203.0.113.7'], false],
  [['127.0.0.1', '203.0.113.7'], false],
])('where the browser asks the system, the system must know it as this computer: %j', async (addresses, named) => {
  const name = await pageName(nodeRandom, { platform: 'darwin', ...known(addresses) })
  expect(name === NUMERIC_HOST).toBe(!named)
})

it('is numeric where the system finds no such name', async () => {
  const resolve = () => Promise.reject(new Error('ENOTFOUND'))
  expect(await pageName(nodeRandom, { platform: 'darwin', resolve })).toBe('127.0.0.1')
})
