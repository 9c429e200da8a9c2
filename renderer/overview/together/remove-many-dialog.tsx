import { Button, Text } from '@mantine/core'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { filled } from '../../../shared/text/sentence.ts'
import { Answers, Dialog } from '../../shell/dialog.tsx'
import { usePage } from '../../state/page-context.ts'
import { runTogether } from './run-together.ts'

const NAMED = 5

/** One confirmation for all; Cancel has the focus. */
export function RemoveManyDialog({
  chosen,
  close,
  removed,
}: {
  chosen: readonly ConnectionView[]
  close: () => void
  removed: () => void
}) {
  const page = usePage()
  const { words, host } = page
  const { together, overview, comingUp } = words
  const names = chosen.map(({ name }) => name)
  const more = names.length > NAMED ? ` ${filled(comingUp.more, { count: names.length - NAMED })}` : ''
  const cutOff = chosen.filter((view) => view.cutOff).map(({ name }) => name)

  async function remove(): Promise<void> {
    close()
    removed()
    const isGone = (view?: ConnectionView): boolean => view === undefined
    await runTogether(page, 'remove', names, (name) => host.call('connections.remove', { name }), isGone)
  }

  return (
    <Dialog close={close} title={filled(together.removeTitle, { count: names.length })}>
      <Text size="md">{`${names.slice(0, NAMED).join(', ')}${more}`}</Text>
      <Text size="md">{together.removeSay}</Text>
      {cutOff.length === 0 ? null : (
        <Text size="md" fw={600}>
          {`${cutOff.join(', ')}: ${overview.removeCutOff}`}
        </Text>
      )}
      <Answers close={close} no={together.removeNo} focused>
        <Button color="red" onClick={() => void remove()}>
          {together.removeYes}
        </Button>
      </Answers>
    </Dialog>
  )
}
