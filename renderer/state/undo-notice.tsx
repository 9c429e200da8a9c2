import { Button } from '@mantine/core'
import type { PageTexts } from '../../shared/text/page-texts.ts'
import { hideNotice, showNotice } from '../notices/show-notice.ts'

/** A little less than the minute that there is, so that nobody presses it in vain. */
const UNDO_SHOWN_MS = 55_000

/** Says in a corner what was done, with a way back for as long as there is one. */
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
