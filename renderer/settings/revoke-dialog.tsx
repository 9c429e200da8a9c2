import { Button, Text } from '@mantine/core'
import { filled } from '../../shared/text/sentence.ts'
import { Answers, Dialog } from '../shell/dialog.tsx'
import { usePage } from '../state/page-context.ts'

type Asked = {
  /** Whose key; null while nothing is asked. */
  readonly name: string | null
  readonly close: () => void
  readonly revoke: (name: string) => void
}

/** Says what revoking means before it is done. The harmless answer has the focus. */
export function RevokeDialog({ name, close, revoke }: Asked) {
  const { consumers } = usePage().words
  return (
    <Dialog opened={name !== null} close={close} title={filled(consumers.revokeTitle, { name: name ?? '' })}>
      <Text size="md">{filled(consumers.revokeSay, { name: name ?? '' })}</Text>
      <Answers close={close} no={consumers.revokeNo} focused>
        <Button color="red" onClick={() => name !== null && revoke(name)}>
          {consumers.revoke}
        </Button>
      </Answers>
    </Dialog>
  )
}
