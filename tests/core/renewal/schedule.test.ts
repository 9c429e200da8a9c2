/** One timer for all connections, wound for what comes next. */
import { expect, test } from 'vitest'
import type { ConnectionRecord } from '../../../electron/core/connections/connection-record.ts'
import { createSchedule } from '../../../electron/core/renewal/schedule.ts'

const NOW = 1_700_000_000_000

function schedule() {
  const wound: number[] = []
  const plan = new Map<ConnectionRecord, number | null>()
  const state = { unsaved: false, open: true, now: NOW, rings: (): void => undefined }
  const due = createSchedule({
    clock: {
      now: () => state.now,
      monotonic: () => state.now,
      sinceBoot: () => state.now - NOW,
      zoneOffsetMinutes: () => 0,
      after(ms, run) {
        wound.push(ms)
        state.rings = run
        return () => undefined
      },
    },
    connections: { all: () => [...plan.keys()], isOpen: () => state.open } as never,
    plans: { plannedAt: (record) => plan.get(record) ?? null },
    late: { look: () => undefined, any: () => state.unsaved },
    tick: () => undefined,
  })
  const planned = (at: number | null): void => {
    const record = {} as ConnectionRecord
    plan.set(record, at)
    due.replan(record)
  }
  return { due, wound, state, planned }
}

test('winds nothing before it runs', () => {
  const { wound, planned } = schedule()
  planned(NOW)
  expect(wound).toEqual([])
})

test('winds for the next one, for at most half a minute, and at once for what is over', () => {
  const { due, wound, planned } = schedule()
  due.run()
  planned(null)
  planned(NOW + 20_000)
  planned(NOW + 40_000)
  planned(NOW - 5_000)
  expect(wound).toEqual([30_000, 20_000, 0])
})

test('looks again every five seconds while something is not saved, or the vault is shut', () => {
  const { due, wound, state } = schedule()
  due.run()
  due.arm()
  state.rings()
  state.unsaved = true
  due.arm()
  state.rings()
  Object.assign(state, { unsaved: false, open: false })
  due.arm()
  expect(wound).toEqual([30_000, 5_000, 5_000])
})

test('leaves a timer alone that rings soon enough, and winds one anew that should have rung', () => {
  const { due, wound, state, planned } = schedule()
  due.run()
  planned(NOW + 10_000)
  planned(NOW + 10_000)
  state.now = NOW + 10_000
  due.arm()
  expect(wound).toEqual([10_000, 0])
})
