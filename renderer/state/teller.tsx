import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { PageTexts } from '../../shared/text/page-texts.ts'
import { faultTelling, filled } from '../../shared/text/sentence.ts'
import type { Texts } from '../../shared/text/texts.ts'
import { nextStepOf } from '../shell/next-step.ts'
import type { Teller } from './actions.ts'

/** A little less than the minute that there is, so that nobody presses it in vain. */
const UNDO_SHOWN_MS = 55_000

/** Says in a corner how something went; a trouble stays long enough to be read twice. */
export function createTeller(texts: Texts, words: PageTexts): Teller {
  const { overview, shell } = words
  const done = {
    refresh: overview.doneRefresh,
    pause: overview.donePause,
    resume: overview.doneResume,
    remove: overview.doneRemove,
    test: overview.doneTest,
    allow: overview.doneAllow,
  }
  const closeButtonProps = { 'aria-label': shell.close }
  return {
    trouble(fault, name) {
      const { say, next } = faultTelling(texts, fault, { name })
      notifications.show({
        color: 'red',
        title: say,
        message: nextStepOf(words, fault, next),
        autoClose: 12_000,
        closeButtonProps,
      })
    },
    done(deed, name) {
      notifications.show({ color: 'leaf', message: filled(done[deed], { name }), autoClose: 4_000, closeButtonProps })
    },
    undoable(name, undo) {
      const id = notifications.show({
        color: 'leaf',
        title: filled(overview.doneRemove, { name }),
        message: (
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              notifications.hide(id)
              undo()
            }}
          >
            {overview.undo}
          </Button>
        ),
        autoClose: UNDO_SHOWN_MS,
        closeButtonProps,
      })
    },
  }
}
