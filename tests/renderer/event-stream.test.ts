import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createEventReader } from '../../renderer/host/event-stream.ts'

const stream = [
  ': heartbeat\n\n',
  'id: run-1\nevent: notice\ndata: {"notice":"a"}\n\n',
  'id: run-2\r\nevent: keeper\r\ndata: {"here":false}\r\n\r\n',
  'data: one\ndata: two\n\n',
  'event: nothing to say\n\n',
  'id: run-3\revent: reset\rdata:\r\r',
].join('')

const events = [
  { event: 'notice', data: '{"notice":"a"}', id: 'run-1' },
  { event: 'keeper', data: '{"here":false}', id: 'run-2' },
  { event: 'message', data: 'one\ntwo', id: null },
  { event: 'reset', data: '', id: 'run-3' },
]

test('reads events in whatever pieces they come', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(stream.length), { maxLength: 12 }), (cuts) => {
      const reader = createEventReader()
      const places = [0, ...cuts.sort((one, other) => one - other), stream.length]
      const pieces = places.slice(1).map((end, index) => stream.slice(places[index], end))
      // The last carriage return may be half of a line's end, so one more piece must come.
      expect([...pieces, '\n'].flatMap((piece) => reader.push(piece))).toEqual(events)
    }),
  )
})

test('an event counts only once it is complete', () => {
  const reader = createEventReader()
  expect(reader.push('data: half\n')).toEqual([])
  expect(reader.push('\n')).toEqual([{ event: 'message', data: 'half', id: null }])
})
