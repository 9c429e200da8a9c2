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
  const page = (await run(['systems', 'draw'])).stdout
  expect(page).toContain('capital letters included')
  expect(page).toContain('"system": "draw"')
  expect((await run(['systems', 'fax'])).stderr).toContain('unknown_system: ')
})
