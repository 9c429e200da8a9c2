import type { LastKnown, Notice } from '../../../shared/api/contract/contract.ts'
import { createNoticeBuffer } from '../../../shared/connections/notice-buffer.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { withView } from '../../../shared/connections/view-list.ts'
import type { CommandContext, OpenBridge } from '../context.ts'
import { filteredViews, type ListFilter } from './list-filter.ts'
import { readListWithKeeper } from './listed.ts'
import { showChanges, showPicture, type WatchOutput } from './watch-output.ts'

/** Often enough for a countdown in seconds; an unchanged picture is not drawn again. */
const REDRAW_EVERY_MS = 1_000
/** Changes within this time are drawn together. */
const GATHER_MS = 200

/**
 * The list, kept up to date until stopped. One that cannot be read while keepers change, or the vault is shut in between,
 * is read again with the next notice.
 */
export async function watchList(
  context: CommandContext,
  bridge: OpenBridge,
  filter: ListFilter,
  json: boolean,
): Promise<void> {
  const { terminal, clock } = context
  const buffer = createNoticeBuffer()
  const output = terminal.interactive && !json ? showPicture(context) : showChanges(context, json)
  let views: readonly ConnectionView[] = []
  let locked: LastKnown | null = null
  let isDrawScheduled = false

  const draw = (): void => output.draw(filteredViews(filter, views), locked)
  const drawSoon = (): void => {
    if (isDrawScheduled) return
    isDrawScheduled = true
    clock.after(GATHER_MS, () => {
      isDrawScheduled = false
      draw()
    })
  }
  const applyNotice = (notice: Notice): void => {
    if (notice.notice === 'connection.changed') views = withView(views, notice.view)
    if (notice.notice === 'connection.removed') views = views.filter(({ id }) => id !== notice.id)
  }
  const read = async (): Promise<void> => {
    const endBuffering = buffer.begin()
    const { connections, keeper } = await readListWithKeeper(bridge)
    const meanwhile = endBuffering()
    if (meanwhile === null) return
    views = connections
    locked = keeper.vault.lastKnown ?? null
    meanwhile.forEach(applyNotice)
  }
  const readAgain = (): void => void read().then(drawSoon, () => undefined)

  const unsubscribe = bridge.subscribe((notice) => {
    buffer.add(notice)
    applyNotice(notice)
    if (notice.notice === 'vault.changed') readAgain()
    else drawSoon()
  })
  const unwatch = bridge.watchKeeper((here) => {
    output.setKeeperPresence(here)
    if (here) readAgain()
  })
  await read()
  await untilStopped(context, draw, output)
  unwatch()
  unsubscribe()
}

async function untilStopped({ terminal, clock }: CommandContext, draw: () => void, output: WatchOutput): Promise<void> {
  let isRunning = true
  const redraw = (): void => {
    if (!isRunning) return
    draw()
    clock.after(REDRAW_EVERY_MS, redraw)
  }
  redraw()
  await terminal.stopped()
  isRunning = false
  output.end()
}
