import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { watchShowRequests } from '../../../electron/desktop/show-requests.ts'

function watched() {
  const app = new EventEmitter()
  const asked = watchShowRequests(app as never)
  const places: (string | null)[] = []
  const link = (url: string): boolean => {
    let prevented = false
    app.emit('open-url', { preventDefault: () => (prevented = true) }, url)
    return prevented
  }
  return {
    link,
    start: (...words: string[]) => void app.emit('second-instance', {}, words),
    begin: () => asked.listen(({ place }) => places.push(place)),
    places,
  }
}

test('a link and a start that come before there is a window are kept until then', () => {
  const { link, start, begin, places } = watched()
  expect(link('everbearer://connections/ward')).toBe(true)
  start('electron', 'app')
  expect(places).toEqual([])
  begin()
  start('electron', 'app', 'everbearer://connections/lab')
  expect(places).toEqual(['#/connections/ward', null, '#/connections/lab'])
})

test('a start that wants no window shows none, and what is no link of ours leads nowhere', () => {
  const { link, start, begin, places } = watched()
  begin()
  start('electron', 'app', '--hidden')
  link('everbearer://connections/ward/tokens')
  expect(places).toEqual([null])
})
