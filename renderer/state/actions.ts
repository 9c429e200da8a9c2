import type { TestResult } from '../../shared/api/contract/contract.ts'
import type { ConnectionView } from '../../shared/connections/view.ts'
import type { Fault, Reply } from '../../shared/fault.ts'
import type { Host } from '../host/host.ts'
import { applyNotice } from './apply-notice.ts'
import type { Action, PageState } from './page-state.ts'
import type { Store } from './store.ts'
import type { TestRuns } from './test-runs.ts'

/** What a person can do to a connection from anywhere. Faults go to the notifier; true means that it was done. */
export type Actions = {
  refresh(name: string): Promise<boolean>
  pause(name: string): Promise<boolean>
  resume(name: string): Promise<boolean>
  /** Asks, outside of the page, for consent to send its secrets to the origins that its issuer names now. */
  allow(name: string): Promise<boolean>
  remove(name: string): Promise<boolean>
  /** Undoes the last edit of each; true where all were undone. */
  undoEdits(names: readonly string[]): Promise<boolean>
  test(name: string): Promise<TestResult | null>
  /** Puts the view of a reply into the store, whose own notice may come a moment later. */
  applyView(view: ConnectionView): void
  readonly tests: TestRuns
  /** Only where the host can; the name of the connection to open, or null. */
  demo(): Promise<string | null>
}

export type Notifier = {
  trouble(fault: Fault, name: string): void
  done(action: Action, name: string): void
  /** A removal, with an undo button for as long as it can be undone. */
  undoable(name: string, undo: () => void): void
  editsUndone(names: readonly string[]): void
}

export function createActions(host: Host, store: Store<PageState>, notifier: Notifier, tests: TestRuns): Actions {
  const mark = (name: string, action: Action | null) => markAction(store, name, action)
  /** A call that was under way when the keeper went is reported: the banner does not say that it failed. */
  const notifyUnlessShown = (fault: Fault, name: string, stateBefore: PageState) =>
    isShownByBanner(stateBefore, fault) || notifier.trouble(fault, name)

  /** A second press while the first still runs does nothing. */
  async function act<Value>(name: string, action: Action, work: () => Promise<Reply<Value>>): Promise<Value | null> {
    if (store.get().actions[name] !== undefined) return null
    const stateBefore = store.get()
    mark(name, action)
    const reply = await work()
    mark(name, null)
    if (reply.ok) return reply.value
    notifyUnlessShown(reply.fault, name, stateBefore)
    return null
  }

  async function runAndNotify(name: string, action: Action, work: () => Promise<Reply<unknown>>): Promise<boolean> {
    const value = await act(name, action, work)
    if (value !== null) notifier.done(action, name)
    return value !== null
  }

  const applyView = (view: ConnectionView): void =>
    store.set((state) => applyNotice(state, { notice: 'connection.changed', view }))

  async function restore(name: string): Promise<boolean> {
    const stateBefore = store.get()
    const reply = await host.call('connections.restore', { name })
    if (reply.ok) applyView(reply.value)
    else notifyUnlessShown(reply.fault, name, stateBefore)
    return reply.ok
  }

  async function undoEdits(names: readonly string[]): Promise<boolean> {
    const restored: string[] = []
    for (const name of names) if (await restore(name)) restored.push(name)
    if (restored.length > 0) notifier.editsUndone(restored)
    return restored.length === names.length
  }

  return {
    refresh: (name) => runAndNotify(name, 'refresh', () => host.call('connections.refresh', { name })),
    pause: (name) => runAndNotify(name, 'pause', () => host.call('connections.pause', { name })),
    resume: (name) => runAndNotify(name, 'resume', () => host.call('connections.resume', { name })),
    allow: (name) => runAndNotify(name, 'allow', () => host.call('connections.allowOrigins', { name })),
    async remove(name) {
      const removed = await act(name, 'remove', () => host.call('connections.remove', { name }))
      if (removed === null) return false
      if (removed.undoUntil === null) notifier.done('remove', name)
      else notifier.undoable(name, () => void restore(name))
      return true
    },
    undoEdits,
    applyView,
    test: (name) => act(name, 'test', () => tests.testSaved(name)),
    tests,
    demo: () => startDemo(host, applyView, (fault) => notifyUnlessShown(fault, 'demo', store.get())),
  }
}

async function startDemo(
  host: Host,
  applyView: Actions['applyView'],
  notify: (fault: Fault) => void,
): Promise<string | null> {
  const reply = await host.startDemo()
  if (!reply.ok) {
    notify(reply.fault)
    return null
  }
  const { name } = reply.value
  // Its screen opens next and must find the connection, whose notice may still be on its way.
  const view = await host.call('connections.get', { name })
  if (view.ok) applyView(view.value)
  return name
}

/** The banner already says that the keeper is away, once for all that is tried meanwhile. */
function isShownByBanner({ line }: PageState, { code }: Fault): boolean {
  return code === 'keeper_lost' && line !== 'live' && line !== 'connecting'
}

/** Sets the action that runs for a connection; null clears it. */
function markAction(store: Store<PageState>, name: string, action: Action | null): void {
  store.set(({ actions: { [name]: _before, ...others } }) => ({
    actions: action === null ? others : { ...others, [name]: action },
  }))
}
