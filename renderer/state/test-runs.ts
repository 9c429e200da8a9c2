import type { TestResult } from '../../shared/api/contract/contract.ts'
import type { Reply } from '../../shared/fault.ts'
import type { Host } from '../host/host.ts'
import { DRAFT, type PageState, type TestRun } from './page-state.ts'
import type { Store } from './store.ts'

/** The tests that this page runs: steps come as notices; a result stays until the next test. */
export type TestRuns = {
  testSaved(name: string): Promise<Reply<TestResult>>
  /** Tests unsaved input; `name` is the connection that is being edited. */
  testDraft(entry: unknown, name: string | null): Promise<void>
  /** Drops the result when the input is gone. */
  forgetDraft(): void
}

/** `newRun` gives a name that no other page uses; `now` is UTC ms. */
export function createTestRuns(
  host: Host,
  store: Store<PageState>,
  { now, newRun }: { now: () => number; newRun: () => string },
): TestRuns {
  function setRun(key: string, run: TestRun | null): void {
    store.set(({ tests: { [key]: _before, ...others } }) => ({
      tests: run === null ? others : { ...others, [key]: run },
    }))
  }

  /** The reply is ignored where a later test of the same thing has begun, or the form was left. */
  async function follow<Result extends TestResult>(
    key: string,
    call: (run: string) => Promise<Reply<Result>>,
  ): Promise<Reply<Result>> {
    const started: TestRun = { run: newRun(), since: now(), steps: [], result: null, fault: null }
    setRun(key, started)
    const reply = await call(started.run)
    const current = store.get().tests[key]
    if (current?.run !== started.run) return reply
    if (reply.ok) setRun(key, { ...current, steps: reply.value.steps, result: reply.value })
    else setRun(key, { ...current, fault: reply.fault })
    return reply
  }

  return {
    testSaved: (name) => follow(keyOf(store.get(), name), (run) => host.call('connections.test', { name, run })),
    async testDraft(entry, name) {
      const edited = name === null ? {} : { name }
      await follow(DRAFT, (run) => host.call('connections.testDraft', { entry, ...edited, run }))
    },
    forgetDraft: () => setRun(DRAFT, null),
  }
}

/** By id, since a name may be given to another connection, which must not show this one's result. */
function keyOf({ connections }: PageState, name: string): string {
  return connections?.find((view) => view.name === name)?.id ?? name
}
