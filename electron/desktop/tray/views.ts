import type { Notice } from '../../../shared/api/contract/contract.ts'
import { createNoticeBuffer } from '../../../shared/connections/notice-buffer.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { withView } from '../../../shared/connections/view-list.ts'
import type { HostBridge } from '../../hosting/open-bridge.ts'

/** Every connection as it is now, for the tray: listed once for each keeper, and from then on by its notices. */
export function followViews(bridge: Omit<HostBridge, 'close'>) {
  let views: readonly ConnectionView[] = []
  let hasListed = false
  const buffer = createNoticeBuffer()
  const listeners = new Set<(views: readonly ConnectionView[]) => void>()

  function set(next: readonly ConnectionView[]): void {
    views = next
    hasListed = true
    for (const listener of listeners) listener(views)
  }

  async function list(): Promise<void> {
    const end = buffer.begin()
    // A shut vault or a keeper that has just left tells more with its next notice.
    const listed = await bridge.call('connections.list', {}).catch(() => null)
    const meanwhile = end()
    if (listed === null || meanwhile === null) return
    set(listed)
    meanwhile.forEach(applyNotice)
  }

  function applyNotice(notice: Notice): void {
    if (notice.notice === 'connection.changed') set(withView(views, notice.view))
    if (notice.notice === 'connection.removed') set(views.filter(({ id }) => id !== notice.id))
  }

  bridge.subscribe((notice) => {
    buffer.add(notice)
    applyNotice(notice)
    if (notice.notice === 'vault.changed') void list()
  })
  bridge.watchKeeper((here) => void (here && list()))
  void list()
  return {
    /** None until the first list has come. */
    all: (): readonly ConnectionView[] => views,
    watch(listener: (views: readonly ConnectionView[]) => void): void {
      listeners.add(listener)
      if (hasListed) listener(views)
    },
  }
}
