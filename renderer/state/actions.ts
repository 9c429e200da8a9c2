import type { TestResult } from '../../shared/api/contract/contract.ts'
import type { ConnectionView } from '../../shared/connections/view.ts'
import type { Fault, Reply } from '../../shared/fault.ts'
import type { Host } from '../host/host.ts'
import { noticed } from './noticed.ts'
import type { Action, PageState } from './page-state.ts'
import type { Store } from './store.ts'
import type { TestRuns } from './test-runs.ts'

/** What a person does to a connection from wherever it is shown. Troubles go to `tell`; true means that it was done. */
export type Actions = {
  refresh(name: string): Promise<boolean>
  pause(name: string): Promise<boolean>
  resume(name: string): Promise<boolean>
  /** Asks for the yes outside of the page that its secrets may go where its issuer leads now. */
  allow(name: string): Promise<boolean>
  remove(name: string): Promise<boolean>
  /** Takes the last edit of each back; true where that was done for all of them. */
  takeBack(names: readonly string[]): Promise<boolean>
  test(name: string): Promise<TestResult | null>
  /** What a reply has brought: it need not wait for its own notice, which may come a moment later. */
  know(view: ConnectionView): void
  readonly tests: TestRuns
  /** Only where the host can; the name of the connection to watch, or null. */
  demo(): Promise<string | null>
}

export type Notifier = {
  trouble(fault: Fault, name: string): void
  done(action: Action, name: string): void
  /** A removal, with a way back for as long as there is one. */
  undoable(name: string, undo: () => void): void
  takenBack(names: readonly string[]): void
}

export function createActions(host: Host, store: Store<PageState>, notifier: Notifier, tests: TestRuns): Actions {
  const mark = (name: string, action: Action | null) => markIn(store, name, action)
  /** What was under way when the keeper went is told, since its banner does not say what did not come of it. */
  const trouble = (fault: Fault, name: string, begunIn: PageState) =>
    isTold(begunIn, fault) || notifier.trouble(fault, name)

  /** A second press while the first is under way does nothing. */
  async function act<Value>(name: string, action: Action, work: () => Promise<Reply<Value>>): Promise<Value | null> {
    if (store.get().actions[name] !== undefined) return null
    const begunIn = store.get()
    mark(name, action)
    const reply = await work()
    mark(name, null)
    if (reply.ok) return reply.value
    trouble(reply.fault, name, begunIn)
    return null
  }

  async function told(name: string, action: Action, work: () => Promise<Reply<unknown>>): Promise<boolean> {
    const value = await act(name, action, work)
    if (value !== null) notifier.done(action, name)
    return value !== null
  }

  const know = (view: ConnectionView): void =>
    store.set((state) => noticed(state, { notice: 'connection.changed', view }))

  async function restore(name: string): Promise<boolean> {
    const begunIn = store.get()
    const reply = await host.call('connections.restore', { name })
    if (reply.ok) know(reply.value)
    else trouble(reply.fault, name, begunIn)
    return reply.ok
  }

  async function takeBack(names: readonly string[]): Promise<boolean> {
    const back: string[] = []
    for (const name of names) if (await restore(name)) back.push(name)
    if (back.length > 0) notifier.takenBack(back)
    return back.length === names.length
  }

  return {
    refresh: (name) => told(name, 'refresh', () => host.call('connections.refresh', { name })),
    pause: (name) => told(name, 'pause', () => host.call('connections.pause', { name })),
    resume: (name) => told(name, 'resume', () => host.call('connections.resume', { name })),
    allow: (name) => told(name, 'allow', () => host.call('connections.allowOrigins', { name })),
    async remove(name) {
      const removed = await act(name, 'remove', () => host.call('connections.remove', { name }))
      if (removed === null) return false
      if (removed.undoUntil === null) notifier.done('remove', name)
      else notifier.undoable(name, () => void restore(name))
      return true
    },
    takeBack,
    know,
    test: (name) => act(name, 'test', () => tests.saved(name)),
    tests,
    demo: () => startedDemo(host, know, (fault) => trouble(fault, 'demo', store.get())),
  }
}

async function startedDemo(host: Host, know: Actions['know'], trouble: (fault: Fault) => void): Promise<string | null> {
  const reply = await host.startDemo()
  if (!reply.ok) {
    trouble(reply.fault)
    return null
  }
  const { name } = reply.value
  // Its own screen comes next, and must not say that there is no such connection: the notice may still be on its way.
  const view = await host.call('connections.get', { name })
  if (view.ok) know(view.value)
  return name
}

/** That the keeper is away, its own banner says, once for everything that is tried meanwhile. */
function isTold({ line }: PageState, { code }: Fault): boolean {
  return code === 'keeper_lost' && line !== 'live' && line !== 'connecting'
}

/** What is under way for a connection, or null where nothing is any more. */
function markIn(store: Store<PageState>, name: string, action: Action | null): void {
  store.set(({ actions: { [name]: _before, ...others } }) => ({
    actions: action === null ? others : { ...others, [name]: action },
  }))
}
