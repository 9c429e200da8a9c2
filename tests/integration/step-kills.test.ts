/** The turning points of a renewal, each with a kill -9 of the real program; tests/long goes through every point and vault. */
import { expect, test } from 'vitest'
import { beginStepKills, inFile } from '../kit/processes/step-kills.ts'

test('killed with "asked" in force, with the reply on its way, and with the reply saved', async () => {
  const kills = await beginStepKills(await inFile(), ['ward-1', 'ward-2', 'ward-3'])
  expect(await kills.at('document: renamed 1')).toBe('lived')
  expect(await kills.at('request: sent 1')).toBe('lost')
  expect(await kills.at('document: renamed 2')).toBe('lived')
  await kills.end()
})
