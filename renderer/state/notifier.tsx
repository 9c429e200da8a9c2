import type { PageTexts } from '../../shared/text/page-texts.ts'
import { filled } from '../../shared/text/sentence.ts'
import type { Texts } from '../../shared/text/texts.ts'
import { showDone } from '../notices/show-done.ts'
import { showTrouble } from '../notices/show-trouble.ts'
import type { Notifier } from './actions.ts'
import { showUndoable } from './undo-notice.tsx'

/** Reports in a corner how an action went. */
export function createNotifier(texts: Texts, words: PageTexts): Notifier {
  const { overview } = words
  const done = {
    refresh: overview.doneRefresh,
    pause: overview.donePause,
    resume: overview.doneResume,
    remove: overview.doneRemove,
    test: overview.doneTest,
    allow: overview.doneAllow,
  }
  return {
    trouble: (fault, name) => showTrouble({ texts, words }, fault, { name }),
    done(action, name) {
      showDone({ words }, filled(done[action], { name }), 4_000)
    },
    editsUndone(names) {
      showDone({ words }, filled(overview.doneTakeBack, { names: names.join(', ') }), 6_000)
    },
    undoable: (name, undo) => showUndoable(words, filled(overview.doneRemove, { name }), undo),
  }
}
