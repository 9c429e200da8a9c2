import type { LastKnown, Notice } from '../../../shared/api/contract/contract.ts'
import { createNoticeBuffer } from '../../../shared/connections/notice-buffer.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { withView } from '../../../shared/connections/view-list.ts'
import type { CommandContext, OpenBridge } from '../context.ts'
import { type Choice, chosenViews } from './choice.ts'
import { readListed } from './listed.ts'
import { type Show, showChanges, showPicture } from './watched.ts'

/** A countdown in seconds runs evenly; a picture that is as it was is not drawn again. */
const LOOK_EVERY_MS = 1_000
/** A crowd of changes is one new picture. */
const GATHER_MS = 200

/**
 * The list, kept up to date until stopped. One that cannot be read while keepers change, or the vault is shut in between,
 * is read again with the next notice.
 */
export async function watchList(
  context: CommandContext,
  bridge: OpenBridge,
  choice: Choice,
  json: boolean,
): Promise<void> {
  const { terminal, clock } = context
  const buffer = createNoticeBuffer()
  const show = terminal.interactive && !json ? showPicture(context) : showChanges(context, json)
  let views: readonly ConnectionView[] = []
  let locked: LastKnown | null = null
  let waiting = false

  const draw = (): void => show.draw(chosenViews(choice, views), locked)
  const drawSoon = (): void => {
    if (waiting) return
    waiting = true
    clock.after(GATHER_MS, () => {
      waiting = false
      draw()
    })
  }
  const noticed = (notice: Notice): void => {
    if (notice.notice === 'connection.changed') views = withView(views, notice.view)
    if (notice.notice === 'connection.removed') views = views.filter(({ id }) => id !== notice.id)
  }
  const read = async (): Promise<void> => {
    const end = buffer.begin()
    const { connections, keeper } = await readListed(bridge)
    const meanwhile = end()
    if (meanwhile === null) return
    views = connections
    locked = keeper.vault.lastKnown ?? null
    meanwhile.forEach(noticed)
  }
  const readAgain = (): void => void read().then(drawSoon, () => undefined)

  const deafen = bridge.subscribe((notice) => {
    buffer.add(notice)
    noticed(notice)
    if (notice.notice === 'vault.changed') readAgain()
    else drawSoon()
  })
  const unwatch = bridge.watchKeeper((here) => {
    show.keeperIs(here)
    if (here) readAgain()
  })
  await read()
  await untilStopped(context, draw, show)
  unwatch()
  deafen()
}

async function untilStopped({ terminal, clock }: CommandContext, draw: () => void, show: Show): Promise<void> {
  let going = true
  const again = (): void => {
    if (!going) return
    draw()
    clock.after(LOOK_EVERY_MS, again)
  }
  again()
  await terminal.stopped()
  going = false
  show.end()
}
