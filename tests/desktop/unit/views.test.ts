/** What the tray shows: the list, and every notice on top of it, whichever of the two arrives first. */
import { expect, test } from 'vitest'
import { followViews } from '../../../electron/desktop/tray/views.ts'
import type { Notice } from '../../../shared/api/contract/contract.ts'
import { settle } from '../../kit/settle.ts'
import { viewWith } from '../../kit/view.ts'

function following() {
  const lists: ((views: unknown) => void)[] = []
  const listeners = new Set<(notice: Notice) => void>()
  const views = followViews({
    call: () => new Promise<never>((resolve) => lists.push(resolve as (views: unknown) => void)),
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    watchKeeper: () => () => undefined,
  })
  const tell = (notice: Notice): void => listeners.forEach((listener) => void listener(notice))
  return { views, lists, tell }
}

const [a, b] = [viewWith({ name: 'a' }), viewWith({ name: 'b' })]

test('a connection that is added while the list is on its way is kept, and one that is removed does not come back', async () => {
  const { views, lists, tell } = following()
  tell({ notice: 'connection.changed', view: b })
  tell({ notice: 'connection.removed', id: a.id, name: 'a' })
  lists[0]?.([a])
  await settle()
  expect(views.all()).toEqual([b])
})

test('of two lists under way only the later counts', async () => {
  const { views, lists, tell } = following()
  tell({ notice: 'vault.changed', status: { kind: 'keychain', condition: 'open', connections: 1 } })
  lists[1]?.([b])
  await settle()
  lists[0]?.([a])
  await settle()
  expect(views.all()).toEqual([b])
})
