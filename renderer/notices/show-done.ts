import type { PageTexts } from '../../shared/text/page-texts.ts'
import { showNotice } from './show-notice.ts'

/** Says in a corner that something is done. */
export function showDone({ words }: { readonly words: PageTexts }, message: string, autoClose?: number): void {
  showNotice({
    color: 'leaf',
    message,
    ...(autoClose === undefined ? {} : { autoClose }),
    closeButtonProps: { 'aria-label': words.shell.close },
  })
}
