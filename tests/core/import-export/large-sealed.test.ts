/** What was sealed can be opened again, however much it is; what could not is refused before anything is paused. */
import { expect, test } from 'vitest'
import { CONTRACT } from '../../../shared/api/contract/contract.ts'
import { importAll } from '../../../shared/import-export/import-in-parts.ts'
import { IMPORT_LIMIT, SEALED_LIMIT } from '../../../shared/import-export/import-source.ts'
import type { ImportPlan } from '../../../shared/import-export/planned-import.ts'
import { type Started, startKeeper, viewOf } from '../started-keeper.ts'

const PASSPHRASE = 'correct horse battery staple'

/** `count` connections, each with a note of so many letters. */
async function filled({ keeper, ports }: Started, count: number, letters: number): Promise<void> {
  const connections = Array.from({ length: count }, (_, at) => ({
    name: `gpu-${at}`,
    system: 'runai',
    note: 'ask first. '.repeat(letters / 11),
    settings: { baseUrl: 'https://gpu.example/', clientId: 'ward' },
    secrets: { clientSecret: `a client secret ${at}` },
  }))
  const text = JSON.stringify({ everbearer: 3, exportedAt: '', connections })
  await importAll(
    { text },
    ports.clock.now(),
    (part) => keeper.handlers['moving.import'](part),
    () => undefined,
  )
}

const read = ({ keeper }: Started, text: string): Promise<ImportPlan> => {
  const input = CONTRACT['moving.import'].input.parse({ text, key: PASSPHRASE })
  return importAll(
    input,
    0,
    (part) => keeper.handlers['moving.import'](part),
    () => undefined,
  )
}

test('a file of four hundred connections is opened by another workstation', async () => {
  const from = await startKeeper()
  await filled(from, 400, 300)
  const { text } = await from.keeper.handlers['moving.seal']({ to: { passphrase: PASSPHRASE }, move: false })
  expect(text.length).toBeGreaterThan(IMPORT_LIMIT)
  const to = await startKeeper()
  expect((await read(to, text)).entries.filter(({ action }) => action === 'add')).toHaveLength(400)
})

test('what would be too long to be opened is not made, and nothing is paused for it', async () => {
  const from = await startKeeper()
  await filled(from, 400, 1_900)
  const { handlers } = from.keeper
  const sealed = (move: boolean) => handlers['moving.seal']({ to: { passphrase: PASSPHRASE }, move })
  for (const move of [false, true])
    await expect(sealed(move)).rejects.toMatchObject({ fault: { code: 'export_too_large' } })
  expect(await viewOf(from, 'gpu-0')).not.toMatchObject({ state: 'paused' })
  // As many as just go in stay within it.
  const names = Array.from({ length: 200 }, (_, at) => `gpu-${at}`)
  const { text } = await handlers['moving.seal']({ names, to: { passphrase: PASSPHRASE }, move: false })
  expect(text.length).toBeLessThanOrEqual(SEALED_LIMIT)
})
