import { Button, Text } from '@mantine/core'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { filled } from '../../shared/text/sentence.ts'
import { momentOf } from '../../shared/time/instant.ts'
import { Answers, Dialog } from '../shell/dialog.tsx'
import { usePage } from '../state/page-context.ts'
import { sayMoment } from '../time/moments.ts'
import { currentSecond } from '../time/ticker.ts'
import { useLocale } from '../time/use-locale.ts'

/** Says what removing means before it is done. The harmless answer has the focus. */
export function RemoveDialog({
  view,
  opened,
  close,
  removed,
}: {
  view: ConnectionView
  opened: boolean
  close: () => void
  removed?: () => void
}) {
  const { words, actions } = usePage()
  const locale = useLocale()
  const { overview } = words
  const end = momentOf(view.expiresAt)
  const now = currentSecond()
  const untold =
    end === null || end <= now
      ? overview.removeServerPlain
      : filled(overview.removeServer, { at: sayMoment(end, now, locale) })
  const isTold = view.urls['revocation'] !== undefined && view.pausedAt === null
  const server = isTold ? overview.removeRevokes : untold

  async function remove(): Promise<void> {
    close()
    if (await actions.remove(view.name)) removed?.()
  }

  return (
    <Dialog opened={opened} close={close} title={filled(overview.removeTitle, { name: view.name })}>
      <Text size="md">{filled(overview.removeSay, { name: view.name })}</Text>
      <Text size="md">{server}</Text>
      {view.cutOff ? (
        <Text size="md" fw={600}>
          {overview.removeCutOff}
        </Text>
      ) : null}
      {view.pausedAt === null ? <Text size="md">{overview.removeInstead}</Text> : null}
      <Answers close={close} no={overview.removeNo} focused>
        <Button color="red" onClick={() => void remove()}>
          {overview.removeYes}
        </Button>
      </Answers>
    </Dialog>
  )
}
