import type { Dialog } from 'electron'
import type { Fault } from '../../shared/fault.ts'
import type { DesktopTexts } from '../../shared/text/desktop-texts.ts'
import { filled } from '../../shared/text/sentence.ts'

/**
 * Asks in a window of the system, which no page can press: may stored secrets go to another server? No is what Enter and
 * Escape mean.
 */
export function createOriginQuestion(dialog: Pick<Dialog, 'showMessageBox'>, words: DesktopTexts) {
  return async ({ params }: Fault): Promise<boolean> => {
    const { response } = await dialog.showMessageBox({
      type: 'warning',
      message: filled(words.askOrigin, params),
      detail: filled(words.askOriginSay, params),
      buttons: [words.askOriginNo, words.askOriginYes],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
    })
    return response === 1
  }
}
