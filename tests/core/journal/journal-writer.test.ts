import { expect, test } from 'vitest'
import { createJournalWriter } from '../../../electron/core/journal/journal-writer.ts'
import { fault } from '../../../shared/fault.ts'
import { memoryPorts } from '../../kit/memory-ports.ts'

function journaled() {
  const { clock, journal } = memoryPorts()
  return { writer: createJournalWriter(clock, journal, () => undefined), entries: journal.entries }
}

const TROUBLE = fault('bad_request', { why: 'declined', status: 402, reason: 'card of Jane Doe', error: 'server-word' })

test('of a fault it keeps code, sentence and status, and nothing that a server may have said', async () => {
  const { writer, entries } = journaled()
  writer.note({ event: 'tested', connection: 'ward', params: { reached: 'yes' }, fault: TROUBLE })
  await writer.settled()
  expect(entries).toEqual([
    {
      at: expect.any(Number),
      event: 'tested',
      connection: 'ward',
      fault: 'bad_request',
      params: { why: 'declined', status: 402, reached: 'yes' },
    },
  ])
})

test('without a fault, or without any parameter, it writes no more than it was given', async () => {
  const { writer, entries } = journaled()
  writer.note({ event: 'renewed', connection: 'ward', fault: null })
  writer.note({ event: 'renewal_failed', connection: 'ward', fault: fault('offline') })
  await writer.settled()
  expect(entries.map(({ at: _at, ...entry }) => entry)).toStrictEqual([
    { event: 'renewed', connection: 'ward' },
    { event: 'renewal_failed', connection: 'ward', fault: 'offline' },
  ])
})
