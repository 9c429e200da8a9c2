/** Where a server's own reason goes, and where it does not. */
import { expect, test } from 'vitest'
import { faultOf } from '../../../../shared/fault.ts'
import { en } from '../../../../shared/text/en.ts'
import { entrySentence } from '../../../../shared/text/sentence.ts'
import { drawEntry, startKeeper, viewOf } from '../../started-keeper.ts'

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

test('the journal tells it with the same sentence as the view', async () => {
  const { keeper, ports } = await startKeeper()
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 60) })
  ports.http.answer({ status: 402, json: {} })
  await keeper.handlers['connections.refresh']({ name: 'ward' }).catch(() => undefined)
  const { entries } = await keeper.handlers['journal.read']({})
  const failed = entries.find(({ event }) => event === 'renewal_failed')
  expect(failed?.params).toMatchObject({ why: 'declined', status: 402 })
  expect(failed && entrySentence(en, failed)).toMatch(/declined it \(status 402\)/)
})
