import { describe, expect, test } from 'vitest'
import type { Host } from '../../../renderer/host/host.ts'
import { EMPTY_SELECTION, withRange, withToggled } from '../../../renderer/overview/list/selection.ts'
import { causesOf } from '../../../renderer/overview/needs-by-cause.ts'
import { runEach } from '../../../renderer/overview/together/run-each.ts'
import { editTags } from '../../../renderer/overview/together/run-together.ts'
import { INITIAL_STATE, type PageState } from '../../../renderer/state/page-state.ts'
import { createStore } from '../../../renderer/state/store.ts'
import { attentions } from '../../../renderer/status/attention.ts'
import { fault } from '../../../shared/fault.ts'
import { START } from '../../kit/hand-clock.ts'
import { viewWith } from '../../kit/view.ts'
import { handPageHost } from '../hand-page-host.ts'

const ORDER = ['a', 'b', 'c', 'd', 'e']
const ids = ({ ids: chosen }: { ids: ReadonlySet<string> }) => [...chosen].sort()

describe('a selection', () => {
  test('grows and shrinks by one', () => {
    const one = withToggled(EMPTY_SELECTION, 'b')
    expect(ids(one)).toEqual(['b'])
    expect(ids(withToggled(one, 'b'))).toEqual([])
  })

  test('goes on from where it began, in both directions', () => {
    expect(ids(withRange(withToggled(EMPTY_SELECTION, 'b'), 'd', ORDER))).toEqual(['b', 'c', 'd'])
    expect(ids(withRange(withToggled(EMPTY_SELECTION, 'd'), 'b', ORDER))).toEqual(['b', 'c', 'd'])
    expect(ids(withRange(EMPTY_SELECTION, 'c', ORDER))).toEqual(['c'])
    expect(ids(withRange(withToggled(EMPTY_SELECTION, 'gone'), 'c', ORDER))).toEqual(['c', 'gone'])
  })

  test('of all, without those that have gone', () => {})
})

describe('work on many', () => {
  const never = new AbortController().signal

  test('is done a few at a time, in order, and told', async () => {
    const names = Array.from({ length: 20 }, (_, n) => `c-${n}`)
    let [under, most] = [0, 0]
    const begun: string[] = []
    const told: number[] = []
    const outcome = await runEach(
      names,
      async (name) => {
        begun.push(name)
        under += 1
        most = Math.max(most, under)
        await Promise.resolve()
        under -= 1
        return name === 'c-3' ? { ok: false, fault: fault('refused') } : { ok: true, value: {} }
      },
      { onProgress: ({ done }) => told.push(done), stopSignal: never },
    )
    expect(begun).toEqual(names)
    expect(most).toBe(6)
    expect(told.at(-1)).toBe(20)
    expect(outcome.done).toHaveLength(19)
    expect(outcome.failed).toEqual([{ name: 'c-3', fault: fault('refused') }])
    expect(outcome.notStarted).toEqual([])
  })

  test('that is stopped begins nothing more, and ends what it has begun', async () => {
    const names = Array.from({ length: 20 }, (_, n) => `c-${n}`)
    const stopping = new AbortController()
    const outcome = await runEach(
      names,
      async () => {
        stopping.abort()
        return null
      },
      { onProgress: () => undefined, stopSignal: stopping.signal },
    )
    expect(outcome.failed).toHaveLength(6)
    expect(outcome.notStarted).toHaveLength(14)
  })
})

test('tags are changed as they are by then, and what somebody else writes in that moment is not overwritten', async () => {
  const known = viewWith({ name: 'a', tags: ['north'], edition: 'first' })
  const store = createStore<PageState>({ ...INITIAL_STATE, connections: [known] })
  const asked: unknown[] = []
  const call = async (_name: unknown, input: unknown) => {
    asked.push(input)
    return { ok: false, fault: fault('edited_meanwhile') }
  }
  const page = {
    host: { ...handPageHost(), call: call as Host['call'] },
    store,
    actions: { applyView: () => undefined },
  }
  store.set({ connections: [viewWith({ name: 'a', tags: ['north', 'theirs'], edition: 'second' })] })
  const reply = await editTags(page, 'a', (tags) => [...tags, 'mine'])
  await editTags(page, 'gone', () => ['mine'])
  expect(asked).toEqual([
    { name: 'a', edition: 'second', entry: { tags: ['north', 'theirs', 'mine'] } },
    { name: 'gone', edition: '', entry: { tags: ['mine'] } },
  ])
  expect(reply).toEqual({ ok: false, fault: fault('edited_meanwhile') })
})

test('those who need a person for the same reason stand together, the most pressing reason first', () => {
  const refused = (name: string, system: string) =>
    viewWith({ name, system, state: 'needs-person', fault: fault('refused', { status: 401 }) })
  const views = [
    viewWith({ name: 'c', state: 'needs-person', fault: fault('invalid_client') }),
    refused('a', 'draw'),
    viewWith({ name: 'd', state: 'unsaved' }),
    refused('b', 'osais'),
  ]
  const causes = causesOf(attentions(views, START))
  expect(causes.map(({ needs, systems }) => [needs.map(({ view }) => view.name), systems])).toEqual([
    [
      ['a', 'b'],
      ['draw', 'osais'],
    ],
    [['c'], ['draw']],
    [['d'], ['draw']],
  ])
})
