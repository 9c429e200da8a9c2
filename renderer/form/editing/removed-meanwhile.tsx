import { Button } from '@mantine/core'
import { filled } from '../../../shared/text/sentence.ts'
import { Banner } from '../../shell/banners/banner.tsx'
import { usePage } from '../../state/page-context.ts'

/** Somebody has removed the connection whose form is open; what is typed stays, and the way back is here for as long as there is one. */
export function RemovedMeanwhile({ name }: { name: string }) {
  const { words, actions } = usePage()
  const { form, overview } = words
  return (
    <div role="alert">
      <Banner
        tone="amber"
        title={filled(form.removedTitle, { name })}
        action={
          <Button size="xs" variant="default" onClick={() => void actions.undoEdits([name])}>
            {overview.undo}
          </Button>
        }
      >
        {form.removedSay}
      </Banner>
    </div>
  )
}
