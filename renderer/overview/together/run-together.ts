import type { Reply } from '../../../shared/fault.ts'
import { isUnanswered } from '../../state/keeper-back.ts'
import type { Page } from '../../state/page-context.ts'
import type { BulkAction, PageState } from '../../state/page-state.ts'
import { runEach } from './run-each.ts'

/** The kinds of bulk action. */
export type Action = BulkAction['action']

/** Runs a bulk action, one at a time, with its progress in the store. Faults go into its summary, not into thirty toasts. */
export async function runTogether(
  { store }: Pick<Page, 'store'>,
  action: Action,
  names: readonly string[],
  work: (name: string) => Promise<Reply<unknown> | null>,
  hasEffect: BulkAction['hasEffect'] = null,
): Promise<BulkAction | null> {
  if (store.get().work?.outcome === null || names.length === 0) return null
  const stopping = new AbortController()
  const started: BulkAction = {
    action,
    total: names.length,
    done: 0,
    outcome: null,
    stop: () => stopping.abort(),
    hasEffect,
  }
  store.set({ work: started })
  const outcome = await runEach(names, work, {
    onProgress: ({ done }) => store.set(({ work: now }) => ({ work: now && { ...now, done } })),
    stopSignal: stopping.signal,
  })
  const finished: BulkAction = { ...started, done: names.length - outcome.notStarted.length, outcome }
  store.set({ work: finished })
  return finished
}

/**
 * A call that the keeper left unanswered may have taken effect all the same: where the connection's view shows it, the call counts
 * as done. Returns the same object where nothing changes.
 */
export function withEffectsSeen(work: BulkAction, connections: PageState['connections']): BulkAction {
  const { outcome, hasEffect } = work
  if (outcome === null || hasEffect === null || connections === null) return work
  const unanswered = outcome.failed.filter(({ fault }) => fault !== null && isUnanswered(fault))
  if (unanswered.length === 0) return work
  const views = new Map(connections.map((view) => [view.name, view]))
  const effectSeen = new Set(unanswered.filter(({ name }) => hasEffect(views.get(name))))
  if (effectSeen.size === 0) return work
  const failed = outcome.failed.filter((each) => !effectSeen.has(each))
  return {
    ...work,
    outcome: { ...outcome, failed, done: [...outcome.done, ...[...effectSeen].map(({ name }) => name)] },
  }
}

/** A test that ran and found something wrong counts as failed. */
export async function testConnection(page: Page, name: string): Promise<Reply<unknown> | null> {
  const reply = await page.actions.tests.testSaved(name)
  if (!reply.ok) return reply
  const { reached, tokenAccepted, fault } = reply.value
  if (reached === 'yes' && tokenAccepted !== 'no') return reply
  return fault === null ? null : { ok: false, fault }
}

/** For calls that answer with the connection's view. */
export async function callForView(
  { host, actions }: Page,
  call: 'connections.refresh' | 'connections.pause' | 'connections.resume',
  name: string,
): Promise<Reply<unknown>> {
  const reply = await host.call(call, { name })
  if (reply.ok) actions.applyView(reply.value)
  return reply
}

/** Changes the current tags; refused, without overwriting, where somebody else edits the connection at the same time. */
export async function editTags(
  { host, actions, store }: Pick<Page, 'host' | 'store'> & { readonly actions: Pick<Page['actions'], 'applyView'> },
  name: string,
  change: (tags: readonly string[]) => string[],
): Promise<Reply<unknown>> {
  const view = store.get().connections?.find((each) => each.name === name)
  const entry = { tags: change(view?.tags ?? []) }
  const reply = await host.call('connections.edit', { name, edition: view?.edition ?? '', entry })
  if (reply.ok) actions.applyView(reply.value.view)
  return reply
}
