import type { TestResult } from '../../shared/api/contract/contract.ts'
import type { Reply } from '../../shared/fault.ts'
import type { Host } from '../host/host.ts'
import { DRAFT, type PageState, type TestRun } from './page-state.ts'
import type { Store } from './store.ts'

/** Tests as this page runs them: their steps come as notices, their results stay until the next one. */
export type TestRuns = {
  saved(name: string): Promise<Reply<TestResult>>
  /** What is typed, before it is saved; `name` is the connection that is being edited. */
  draft(entry: unknown, name: string | null): Promise<void>
  /** What was typed is gone, and so is what its test said. */
  forgetDraft(): void
}

/** `newRun` gives a word that no other page uses; `now` UTC ms. */
export function createTestRuns(
  host: Host,
  store: Store<PageState>,
  { now, newRun }: { now: () => number; newRun: () => string },
): TestRuns {
  function keep(key: string, run: TestRun | null): void {
    store.set(({ tests: { [key]: _before, ...others } }) => ({
      tests: run === null ? others : { ...others, [key]: run },
    }))
  }

  /** A later test of the same thing, or leaving it, makes the answer to this one worthless. */
  async function follow<Result extends TestResult>(
    key: string,
    call: (run: string) => Promise<Reply<Result>>,
  ): Promise<Reply<Result>> {
    const begun: TestRun = { run: newRun(), since: now(), steps: [], result: null, fault: null }
    keep(key, begun)
    const reply = await call(begun.run)
    const current = store.get().tests[key]
    if (current?.run !== begun.run) return reply
    if (reply.ok) keep(key, { ...current, steps: reply.value.steps, result: reply.value })
    else keep(key, { ...current, fault: reply.fault })
    return reply
  }

  return {
    saved: (name) => follow(keyOf(store.get(), name), (run) => host.call('connections.test', { name, run })),
    async draft(entry, name) {
      const edited = name === null ? {} : { name }
      await follow(DRAFT, (run) => host.call('connections.testDraft', { entry, ...edited, run }))
    },
    forgetDraft: () => keep(DRAFT, null),
  }
}

/** A name may go to another connection, which must not be shown the verdicts of the one before; an id never does. */
function keyOf({ connections }: PageState, name: string): string {
  return connections?.find((view) => view.name === name)?.id ?? name
}
