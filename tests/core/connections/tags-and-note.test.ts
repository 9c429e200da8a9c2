/** A person's own words for a connection come and go with it, and change nothing of how it works. */
import { expect, test } from 'vitest'
import { drawEntry, startKeeper, viewOf } from '../started-keeper.ts'

const WORDS = { tags: ['ward-3', 'test'], note: 'Ask radiology first.' }

test('they come with a new connection, through an export, and with a change from a file', async () => {
  const started = await startKeeper()
  const { keeper, ports } = started
  const entry = { ...(drawEntry('ward', ports, 3_600) as object), ...WORDS }
  expect((await keeper.handlers['connections.add']({ entry })).view).toMatchObject(WORDS)
  const { text } = await keeper.handlers['moving.export']({})
  expect(JSON.parse(text)).toMatchObject({ everbearer: 3, connections: [WORDS] })
  await keeper.handlers['connections.edit']({ name: 'ward', entry: { tags: [], note: 'New here.' } })
  expect(JSON.parse((await keeper.handlers['moving.export']({})).text).everbearer).toBe(3)
  const plan = await keeper.handlers['moving.preview']({ text })
  expect(plan.entries).toMatchObject([
    {
      action: 'change',
      changes: [
        { field: 'tags', from: null, to: 'ward-3, test' },
        { field: 'note', from: 'New here.', to: 'Ask radiology first.' },
      ],
    },
  ])
  await keeper.handlers['moving.import']({ text })
  expect(await viewOf(started, 'ward')).toMatchObject(WORDS)
})

test('an edit of them alone mends nothing that was refused, and is nothing for the journal', async () => {
  const started = await startKeeper()
  const { keeper, ports } = started
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 3_600) })
  ports.http.otherwise(() => ({ status: 401, json: { detail: 'made up' } }))
  await keeper.handlers['connections.refresh']({ name: 'ward' }).catch(() => undefined)
  const before = await viewOf(started, 'ward')
  expect(before.state).toBe('needs-person')
  const { entries } = await keeper.handlers['journal.read']({})
  const sent = ports.http.requests.length
  await keeper.handlers['connections.edit']({ name: 'ward', entry: WORDS })
  const after = await viewOf(started, 'ward')
  expect(after.edition).not.toBe(before.edition)
  const apart = { revision: 0, edition: '' }
  expect({ ...after, ...apart }).toEqual({ ...before, ...WORDS, ...apart })
  expect((await keeper.handlers['journal.read']({})).entries).toEqual(entries)
  expect(ports.http.requests).toHaveLength(sent)
})

test('what is wrong with them is said, and nothing is saved', async () => {
  const started = await startKeeper()
  const { keeper, ports } = started
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 3_600) })
  await expect(
    keeper.handlers['connections.edit']({ name: 'ward', entry: { tags: ['good', 'not good'] } }),
  ).rejects.toMatchObject({ fault: { code: 'invalid_tag', params: { field: 'tags' } } })
  expect((await viewOf(started, 'ward')).tags).toEqual([])
})
