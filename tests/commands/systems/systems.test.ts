import { expect, it } from 'vitest'
import { run } from '../run.ts'

it('systems needs no keeper and prints an example that add takes', async () => {
  const { systems } = JSON.parse((await run(['systems', '--json'])).stdout)
  expect(systems.map(({ id }: { id: string }) => id)).toContain('draw')
  const draw = systems.find(({ id }: { id: string }) => id === 'draw')
  expect(draw.example).toEqual({
    name: 'draw-ward-3',
    system: 'draw',
    settings: { baseUrl: 'https://draw.chavi.ai/', clientId: 'Institute A', maxRetries: 3 },
    secrets: { accessToken: '...', refreshToken: '...' },
  })
  // One way of several: what stands in place of a client secret is not shown beside it.
  const runai = systems.find(({ id }: { id: string }) => id === 'runai')
  expect(runai.example).toMatchObject({ settings: { clientId: 'Institute A' }, secrets: { clientSecret: '...' } })
  expect(Object.keys(runai.example.secrets)).toEqual(['clientSecret'])
  const page = (await run(['systems', 'draw'])).stdout
  expect(page).toContain('capital letters included')
  expect(page).toContain('"system": "draw"')
  expect((await run(['systems', 'oauth2'])).stdout).toMatch(/^ {2}token\n {6}A path/m)
  expect((await run(['systems', 'fax'])).stderr).toContain('unknown_system: ')
})
