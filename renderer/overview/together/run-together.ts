import type { Reply } from '../../../shared/fault.ts'
import { isUnanswered } from '../../state/keeper-back.ts'
import type { Page } from '../../state/page-context.ts'
import type { PageState, Work } from '../../state/page-state.ts'
import { forEachOf } from './one-after-other.ts'

/** What can be done to many connections at once. */
export type Action = Work['action']

/**
 * Does it to each of them and keeps the store told; one piece of work at a time. What went wrong is in its summary, and nowhere
 * else: thirty toasts would say less.
 */
export async function runTogether(
  { store }: Pick<Page, 'store'>,
  action: Action,
  names: readonly string[],
  work: (name: string) => Promise<Reply<unknown> | null>,
  isSo: Work['isSo'] = null,
): Promise<Work | null> {
  if (store.get().work?.outcome === null || names.length === 0) return null
  const stopping = new AbortController()
  const begun: Work = { action, total: names.length, done: 0, outcome: null, stop: () => stopping.abort(), isSo }
  store.set({ work: begun })
  const outcome = await forEachOf(names, work, {
    told: ({ done }) => store.set(({ work: now }) => ({ work: now && { ...now, done } })),
    stopped: stopping.signal,
  })
  const ended: Work = { ...begun, done: names.length - outcome.left.length, outcome }
  store.set({ work: ended })
  return ended
}

/**
 * What was asked when the keeper went may be done all the same, or be done once it goes on: its connection tells, whenever it is seen
 * again. The same object where nothing of it is to be corrected.
 */
export function asSeen(work: Work, connections: PageState['connections']): Work {
  const { outcome, isSo } = work
  if (outcome === null || isSo === null || connections === null) return work
  const unanswered = outcome.failed.filter(({ fault }) => fault !== null && isUnanswered(fault))
  if (unanswered.length === 0) return work
  const views = new Map(connections.map((view) => [view.name, view]))
  const came = new Set(unanswered.filter(({ name }) => isSo(views.get(name))))
  if (came.size === 0) return work
  const failed = outcome.failed.filter((each) => !came.has(each))
  return { ...work, outcome: { ...outcome, failed, done: [...outcome.done, ...[...came].map(({ name }) => name)] } }
}

/** A test that went through and found something wrong counts as failed. */
export async function testOf(page: Page, name: string): Promise<Reply<unknown> | null> {
  const reply = await page.actions.tests.saved(name)
  if (!reply.ok) return reply
  const { reached, tokenAccepted, fault } = reply.value
  if (reached === 'yes' && tokenAccepted !== 'no') return reply
  return fault === null ? null : { ok: false, fault }
}

/** A call that answers with the connection as it is then. */
export async function callOf(
  { host, actions }: Page,
  call: 'connections.refresh' | 'connections.pause' | 'connections.resume',
  name: string,
): Promise<Reply<unknown>> {
  const reply = await host.call(call, { name })
  if (reply.ok) actions.know(reply.value)
  return reply
}

/** Changes the tags that it has by then; where somebody else changes it in that very moment, this is refused and nothing overwritten. */
export async function tagsOf(
  { host, actions, store }: Pick<Page, 'host' | 'store'> & { readonly actions: Pick<Page['actions'], 'know'> },
  name: string,
  change: (tags: readonly string[]) => string[],
): Promise<Reply<unknown>> {
  const view = store.get().connections?.find((each) => each.name === name)
  const entry = { tags: change(view?.tags ?? []) }
  const reply = await host.call('connections.edit', { name, edition: view?.edition ?? '', entry })
  if (reply.ok) actions.know(reply.value.view)
  return reply
}
