import type { TestResult } from '../../shared/contract.ts'
import type { Fault, Reply } from '../../shared/fault.ts'
import type { Host } from '../host/host.ts'
import type { Deed, PageState, TestRun } from './page-state.ts'
import type { Store } from './store.ts'

/** What a person does to a connection from wherever it is shown. Troubles go to `tell`; true means that it was done. */
export type Actions = {
  refresh(name: string): Promise<boolean>
  pause(name: string): Promise<boolean>
  resume(name: string): Promise<boolean>
  remove(name: string): Promise<boolean>
  test(name: string): Promise<TestResult | null>
  /** Only where the host can. */
  demo(): Promise<boolean>
}

export type Teller = {
  trouble(fault: Fault, name: string): void
  done(deed: Deed, name: string): void
}

export function createActions(host: Host, store: Store<PageState>, teller: Teller, now: () => number): Actions {
  function mark(name: string, deed: Deed | null): void {
    store.set(({ deeds: { [name]: _before, ...others } }) => ({
      deeds: deed === null ? others : { ...others, [name]: deed },
    }))
  }

  /** A second press while the first is under way does nothing. */
  async function act<Value>(name: string, deed: Deed, work: () => Promise<Reply<Value>>): Promise<Value | null> {
    if (store.get().deeds[name] !== undefined) return null
    mark(name, deed)
    const reply = await work()
    mark(name, null)
    if (reply.ok) return reply.value
    teller.trouble(reply.fault, name)
    return null
  }

  async function told(name: string, deed: Deed, work: () => Promise<Reply<unknown>>): Promise<boolean> {
    const value = await act(name, deed, work)
    if (value !== null) teller.done(deed, name)
    return value !== null
  }

  function keepRun(name: string, run: TestRun | null): void {
    store.set(({ tests: { [name]: _before, ...others } }) => ({
      tests: run === null ? others : { ...others, [name]: run },
    }))
  }

  async function test(name: string): Promise<TestResult | null> {
    if (store.get().deeds[name] !== undefined) return null
    const since = now()
    keepRun(name, { since, result: null })
    const result = await act(name, 'test', () => host.call('connections.test', { name }))
    keepRun(name, result === null ? null : { since, result })
    return result
  }

  return {
    refresh: (name) => told(name, 'refresh', () => host.call('connections.refresh', { name })),
    pause: (name) => told(name, 'pause', () => host.call('connections.pause', { name })),
    resume: (name) => told(name, 'resume', () => host.call('connections.resume', { name })),
    remove: (name) => told(name, 'remove', () => host.call('connections.remove', { name })),
    demo: async () => false,
    test,
  }
}
