/** Where a server's own reason goes, and where it does not. */
import { expect, test } from 'vitest'
import { faultOf } from '../../../shared/fault.ts'
import { drawEntry, startKeeper, viewOf } from '../started-keeper.ts'

test('it reaches the fault and the view, without what was sent, and never the journal', async () => {
  const started = await startKeeper()
  const { keeper, ports } = started
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 60) })
  const detail = 'refresh-of-ward-0 is\nblacklisted'
  ports.http.answer({ status: 401, json: { detail } })
  const trouble = await keeper.handlers['connections.refresh']({ name: 'ward' }).then(() => null, faultOf)
  expect(trouble).toMatchObject({ code: 'refused', params: { reason: '••• is blacklisted' } })
  expect((await viewOf(started, 'ward')).fault).toEqual(trouble)
  const { entries } = await keeper.handlers['journal.read']({})
  expect(entries.map(({ fault }) => fault)).toContain('refused')
  expect(JSON.stringify(entries)).not.toContain('blacklisted')
  ports.http.otherwise(() => ({ status: 404 }))
  expect((await keeper.handlers['support.file']({})).text).not.toContain('blacklisted')
})
