import { createNoticeBuffer } from '../../shared/connections/notice-buffer.ts'
import type { Host, HostEvent, Line } from '../host/host.ts'
import { applyNotice, replayNotice } from './apply-notice.ts'
import { NO_KEEPER_DATA, type PageState } from './page-state.ts'
import type { Store } from './store.ts'

/** Keeps the store in step with the keeper: lists once, then notices; lists again only after a gap. */
export function followKeeper(host: Host, store: Store<PageState>, now: () => number): () => void {
  const buffer = createNoticeBuffer()

  /** The list waits for the vault, this does not. A keeper of an older version does not know the call. */
  async function remember(): Promise<void> {
    const reply = await host.call('connections.remembered', {})
    if (reply.ok && reply.value.length > 0) store.set({ remembered: reply.value })
  }

  async function list(): Promise<void> {
    const end = buffer.begin()
    if (store.get().connections === null) void remember()
    const [connections, keeper, journal] = await Promise.all([
      host.call('connections.list', {}),
      host.call('keeper.status', {}),
      host.call('journal.read', { limit: 200 }),
    ])
    const meanwhile = end()
    if (meanwhile === null) return
    const failed = [connections, keeper, journal].find((reply) => !reply.ok)
    store.set({
      fault: failed === undefined || failed.ok ? null : failed.fault,
      ...(connections.ok ? { connections: connections.value } : {}),
      ...(keeper.ok ? { keeper: keeper.value, vault: keeper.value.vault } : {}),
      ...(journal.ok ? { entries: journal.value.entries } : {}),
    })
    for (const notice of meanwhile) store.set((state) => replayNotice(state, notice))
  }

  function onEvent(event: HostEvent): void {
    if (event.kind === 'misfit') store.set(NO_KEEPER_DATA)
    if (event.kind === 'missed' || event.kind === 'misfit') void list()
    else if (event.kind === 'line') store.set((state) => lineChange(state, event.line, now()))
    else {
      buffer.add(event.notice)
      store.set((state) => applyNotice(state, event.notice))
      // A vault that was shut shows bare names; open, it shows everything.
      if (event.notice.notice === 'vault.changed') void list()
    }
  }

  return host.listen(onEvent)
}

function lineChange(state: PageState, line: Line, now: number): Partial<PageState> {
  const isUp = line === 'live' || line === 'connecting'
  return { line, downSince: isUp ? null : (state.downSince ?? now) }
}
