import type { PageTexts } from '../../shared/text/page-texts.ts'
import { faultTelling, filled } from '../../shared/text/sentence.ts'
import type { Texts } from '../../shared/text/texts.ts'
import { showNotice } from '../notices/show-notice.ts'
import { nextStepOf } from '../shell/next-step.ts'
import type { Notifier } from './actions.ts'
import { showUndoable } from './undo-notice.tsx'

/** Says in a corner how something went; a trouble stays long enough to be read twice. */
export function createNotifier(texts: Texts, words: PageTexts): Notifier {
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
      // Of one and the same trouble there is one notice, however often it is met.
      showNotice({
        id: `${fault.code} ${say}`,
        color: 'red',
        title: say,
        message: nextStepOf(words, fault, next),
        autoClose: 12_000,
        closeButtonProps,
      })
    },
    done(action, name) {
      showNotice({ color: 'leaf', message: filled(done[action], { name }), autoClose: 4_000, closeButtonProps })
    },
    takenBack(names) {
      const message = filled(overview.doneTakeBack, { names: names.join(', ') })
      showNotice({ color: 'leaf', message, autoClose: 6_000, closeButtonProps })
    },
    undoable: (name, undo) => showUndoable(words, filled(overview.doneRemove, { name }), undo),
  }
}
