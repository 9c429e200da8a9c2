import { Button } from '@mantine/core'
import type { PageTexts } from '../../shared/text/page-texts.ts'
import { hideNotice, showNotice } from '../notices/show-notice.ts'

/** A little less than the minute in which a removal can be undone, so that the button always works. */
const UNDO_SHOWN_MS = 55_000

/** Reports in a corner what was done, with an undo button. */
export function showUndoable({ overview, shell }: PageTexts, title: string, undo: () => void): void {
  const id = showNotice({
    color: 'leaf',
    title,
    message: (
      <Button
        size="xs"
        variant="default"
        onClick={() => {
          hideNotice(id)
          undo()
        }}
      >
        {overview.undo}
      </Button>
    ),
    autoClose: UNDO_SHOWN_MS,
    closeButtonProps: { 'aria-label': shell.close },
  })
}
