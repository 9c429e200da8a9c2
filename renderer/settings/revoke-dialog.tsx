import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { filled } from '../../shared/text/sentence.ts'
import { usePage } from '../state/page-context.ts'

type Asked = {
  /** Whose key; null while nothing is asked. */
  readonly name: string | null
  readonly close: () => void
  readonly revoke: (name: string) => void
}

/** Says what revoking means before it is done. The harmless answer has the focus. */
export function RevokeDialog({ name, close, revoke }: Asked) {
  const { consumers, shell } = usePage().words
  return (
    <Modal
      opened={name !== null}
      onClose={close}
      title={filled(consumers.revokeTitle, { name: name ?? '' })}
      closeButtonProps={{ 'aria-label': shell.close }}
      centered
    >
      <Stack gap="sm">
        <Text size="md">{filled(consumers.revokeSay, { name: name ?? '' })}</Text>
        <Group justify="flex-end" mt="xs">
          <Button variant="default" onClick={close} data-autofocus>
            {consumers.revokeNo}
          </Button>
          <Button color="red" onClick={() => name !== null && revoke(name)}>
            {consumers.revoke}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
