import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { filled } from '../../shared/text/sentence.ts'
import { momentOf } from '../life/life-geometry.ts'
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
    <Modal
      opened={opened}
      onClose={close}
      title={filled(overview.removeTitle, { name: view.name })}
      closeButtonProps={{ 'aria-label': words.shell.close }}
      centered
    >
      <Stack gap="sm">
        <Text size="md">{filled(overview.removeSay, { name: view.name })}</Text>
        <Text size="md">{server}</Text>
        {view.cutOff ? (
          <Text size="md" fw={600}>
            {overview.removeCutOff}
          </Text>
        ) : null}
        {view.pausedAt === null ? <Text size="md">{overview.removeInstead}</Text> : null}
        <Group justify="flex-end" mt="xs">
          <Button variant="default" onClick={close} data-autofocus>
            {overview.removeNo}
          </Button>
          <Button color="red" onClick={() => void remove()}>
            {overview.removeYes}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
