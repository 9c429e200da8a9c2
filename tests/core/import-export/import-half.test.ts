/** An import that cannot go on to its end: what is in stays, what is not is named, and the same may be imported once more. */
import { expect, test } from 'vitest'
import { fault } from '../../../shared/fault.ts'
import { memoryPorts } from '../../kit/memory-ports.ts'
import { drawEntry, startKeeper, tokens, viewOf } from '../started-keeper.ts'

const NAMES = ['one', 'two', 'three', 'four', 'five']
const shown = ({ entries }: { entries: { name: string; action: string; mistakes: { code: string }[] }[] }) =>
  entries.map(({ name, action, mistakes }) => [name, action, ...mistakes.map(({ code }) => code)].join(' '))

async function five() {
  const started = await startKeeper(memoryPorts())
  const entries = NAMES.map((name) => drawEntry(name, started.ports, 30 * 86_400))
  return { ...started, text: JSON.stringify(entries), import: started.keeper.handlers['moving.import'] }
}

test('a vault that takes no more after the second: two are in, three are named, and once more brings the rest', async () => {
  const started = await five()
  const { ports, text } = started
  const write = ports.vault.write.bind(ports.vault)
  const written = new Set<string>()
  ports.vault.write = async (key, value, why) => {
    if (key !== 'manifest') written.add(key)
    if (written.size > 2) ports.vault.failNext('write', fault('vault_full'))
    return write(key, value, why)
  }
  const plan = await started.import({ text })
  expect(shown(plan)).toEqual([
    'one add',
    'two add',
    'three refused vault_full',
    'four refused import_stopped',
    'five refused import_stopped',
  ])
  expect(plan.stopped).toEqual({ code: 'vault_full', params: {} })
  ports.vault.write = write
  const { entries, stopped } = await started.import({ text })
  expect(entries.map(({ action }) => action)).toEqual(['same', 'same', 'add', 'add', 'add'])
  expect(stopped).toBeUndefined()
  for (const name of NAMES) expect(await viewOf(started, name)).toMatchObject({ state: 'valid' })
})

test('one that is taken is none where the very first is refused: then it fails as before', async () => {
  const started = await five()
  started.ports.vault.failNext('write', fault('vault_full'))
  await expect(started.import({ text: started.text })).rejects.toMatchObject({ fault: { code: 'vault_full' } })
})

test('what is wrong with one alone keeps out none of the others', async () => {
  const started = await five()
  const { ports, keeper, text } = started
  const other = { ...(drawEntry('three', ports, 86_400) as object), secrets: { accessToken: 'somebody-elses-token' } }
  const write = ports.vault.write.bind(ports.vault)
  let adding: Promise<unknown> | null = null
  ports.vault.write = (key, value, why) => {
    // Somebody takes the name of the third while the first is being saved.
    adding ??= keeper.handlers['connections.add']({ entry: other })
    return write(key, value, why)
  }
  const done = shown(await started.import({ text }))
  await adding
  expect(done).toEqual(['one add', 'two add', 'three refused name_taken', 'four add', 'five add'])
})

test('a file whose tokens were renewed since they came from it brings them not back', async () => {
  const started = await five()
  const { ports, keeper, text } = started
  await started.import({ text })
  ports.http.answer(tokens(1, 30 * 86_400))
  await keeper.handlers['connections.refresh']({ name: 'one' })
  const again = await keeper.handlers['moving.preview']({ text })
  expect(again.entries.map(({ action }) => action)).toEqual(NAMES.map(() => 'same'))
  // What else was changed in the file comes along.
  const changed = text.replaceAll('Institute A', 'Institute B')
  expect((await started.import({ text: changed })).entries[0]).toMatchObject({
    action: 'change',
    changes: [{ field: 'settings.clientId' }],
    secrets: [{ change: 'kept' }, { change: 'kept' }],
  })
  expect(await viewOf(started, 'one')).toMatchObject({ clientId: 'Institute B', generation: 2 })
  // Where the server refuses what is here, whatever a person brings is worth a try.
  await ports.clock.advance(60_000)
  ports.http.answer({ status: 401, json: { error: 'invalid_grant' } })
  await keeper.handlers['connections.refresh']({ name: 'one' }).catch(() => undefined)
  expect((await keeper.handlers['moving.preview']({ text: changed })).entries[0]).toMatchObject({ action: 'change' })
})
