import type { Notice } from '../../shared/api/contract/contract.ts'
import { withView } from '../../shared/connections/view-list.ts'
import type { PageState, TestStep } from './page-state.ts'

/** More are in the keeper; the journal page asks for them. */
const MAX_ENTRIES = 500

/** What a notice changes. Pure, so that the order in which things arrive can be tested. */
export function applyNotice(state: PageState, notice: Notice): Partial<PageState> {
  switch (notice.notice) {
    case 'connection.changed':
      return state.connections === null ? {} : { connections: withView(state.connections, notice.view) }
    case 'connection.removed':
      return { connections: state.connections?.filter((view) => view.id !== notice.id) ?? null }
    case 'journal.added':
      return state.entries === null ? {} : { entries: [...state.entries, notice.entry].slice(-MAX_ENTRIES) }
    case 'vault.changed':
      return { vault: notice.status }
    case 'consumers.changed':
      return { consumerChanges: state.consumerChanges + 1 }
    case 'settings.changed':
      return { settingsChanges: state.settingsChanges + 1 }
    case 'site.changed':
      return state.keeper === null ? {} : { keeper: { ...state.keeper, siteFaults: notice.faults } }
    case 'test.step':
      return { tests: withStep(state.tests, notice.run, notice.step) }
    case 'token.replaced':
    case 'keeper.leaving':
      return {}
  }
}

/** For a notice that came while the lists were being read: they may contain it already. Notices of other kinds are not replayed. */
export function replayNotice(state: PageState, notice: Notice): Partial<PageState> {
  if (notice.notice === 'connection.changed' || notice.notice === 'connection.removed')
    return applyNotice(state, notice)
  if (notice.notice !== 'journal.added') return {}
  const entry = JSON.stringify(notice.entry)
  return state.entries?.some((each) => JSON.stringify(each) === entry) === true ? {} : applyNotice(state, notice)
}

/** Steps of another page's tests, which have other run names, are ignored. */
function withStep(tests: PageState['tests'], run: string, step: TestStep): PageState['tests'] {
  const key = Object.keys(tests).find((each) => tests[each]?.run === run)
  const test = key === undefined ? undefined : tests[key]
  if (key === undefined || test === undefined || test.result !== null) return tests
  return { ...tests, [key]: { ...test, steps: [...test.steps, step] } }
}
