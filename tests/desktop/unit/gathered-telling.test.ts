import { expect, test } from 'vitest'
import { createNotificationBatch } from '../../../electron/desktop/tray/notification-batch.ts'
import type { ConnectionNotification, NotificationKind } from '../../../electron/desktop/tray/notification-rules.ts'
import { desktopTextsFor } from '../../../shared/text/desktop-texts.ts'
import { handClock } from '../../kit/hand-clock.ts'

function gathering() {
  const clock = handClock()
  const said: (readonly [string, string, string | null])[] = []
  let looks = false
  const gather = createNotificationBatch({
    clock,
    words: desktopTextsFor('en'),
    say: (title, body, connection) => void said.push([title, body, connection]),
    mayTell: () => !looks,
  })
  const told = (kind: NotificationKind, connection: string): ConnectionNotification => ({
    kind,
    title: `${connection} ${kind}`,
    body: '',
    connection,
  })
  return {
    clock,
    said,
    tell(kind: NotificationKind, ...names: readonly string[]) {
      for (const name of names) gather(told(kind, name))
    },
    look: () => {
      looks = true
    },
  }
}

const many = (count: number) => Array.from({ length: count }, (_, index) => `w${index}`)

test('a few are told apart, each with its connection', async () => {
  const { clock, said, tell } = gathering()
  tell('needs', 'a', 'b')
  tell('ends', 'c')
  await clock.advance(2_000)
  expect(said.map(([title, , connection]) => [title, connection])).toEqual([
    ['a needs', 'a'],
    ['b needs', 'b'],
    ['c ends', 'c'],
  ])
})

test('a hundred at once are one, with the first names', async () => {
  const { clock, said, tell } = gathering()
  tell('needs', ...many(100))
  await clock.advance(2_000)
  expect(said).toEqual([
    ['Connections that need you: 100', 'w0, w1, w2 and others. The window shows all of them.', null],
  ])
})

test('a hundred, one after the other, come to a few', async () => {
  const { clock, said, tell } = gathering()
  for (const name of many(100)) {
    tell('needs', name)
    await clock.advance(1_000)
  }
  await clock.advance(25_000)
  expect(said.length).toBeLessThan(9)
  const counted = said.map(([title]) => Number(/: (\d+)$/.exec(title)?.[1] ?? 1))
  expect(counted.reduce((all, count) => all + count, 0)).toBe(100)
})

test('trouble that is over before it was told is not told, nor its end', async () => {
  const { clock, said, tell } = gathering()
  tell('needs', 'a', 'b')
  tell('well', 'a')
  await clock.advance(2_000)
  expect(said.map(([title]) => title)).toEqual(['b needs'])
})

test('nothing is told to whoever has come to look', async () => {
  const { clock, said, tell, look } = gathering()
  tell('needs', 'a')
  look()
  await clock.advance(2_000)
  expect(said).toEqual([])
})
