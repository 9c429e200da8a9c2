import type { PageTexts } from '../../shared/text/page-texts.ts'
import { filled } from '../../shared/text/sentence.ts'
import type { Texts } from '../../shared/text/texts.ts'
import { showNotice } from '../notices/show-notice.ts'
import { showTrouble } from '../notices/show-trouble.ts'
import type { Notifier } from './actions.ts'
import { showUndoable } from './undo-notice.tsx'

/** Says in a corner how something went. */
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
    trouble: (fault, name) => showTrouble({ texts, words }, fault, { name }),
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
