import type { Fault } from '../../shared/fault.ts'
import type { PageTexts } from '../../shared/text/page-texts.ts'
import { faultMessage } from '../../shared/text/sentence.ts'
import type { Texts } from '../../shared/text/texts.ts'
import { nextStepOf } from '../shell/next-step.ts'
import { showNotice } from './show-notice.ts'

type Speech = { readonly texts: Texts; readonly words: PageTexts }

/** Says in a corner what went wrong and what to do, long enough to be read twice. */
export function showTrouble({ texts, words }: Speech, fault: Fault, about: { readonly name?: string } = {}): void {
  const { say, next } = faultMessage(texts, fault, about)
  showNotice({
    // Of one and the same trouble there is one notice, however often it is met.
    id: `${fault.code} ${say}`,
    color: 'red',
    title: say,
    message: nextStepOf(words, fault, next),
    autoClose: 12_000,
    closeButtonProps: { 'aria-label': words.shell.close },
  })
}
