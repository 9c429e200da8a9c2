import type { ClipboardEvent } from 'react'
import { LONGEST_SECRET } from '../../../shared/entry/readable-settings.ts'

/** A page takes seconds over megabytes in a field: of what is too long for any of them, only enough comes in to be told so. */
export function boundPaste(event: ClipboardEvent): void {
  const { target } = event
  const text = event.clipboardData.getData('text')
  // Where whole files may be pasted, that has been seen to.
  if (event.defaultPrevented || text.length <= LONGEST_SECRET) return
  const begin = text.slice(0, LONGEST_SECRET + 1)
  if (target instanceof HTMLInputElement) {
    event.preventDefault()
    // As if it had been typed, so that it can be undone like that.
    document.execCommand('insertText', false, begin.replace(/[\r\n]/g, ' '))
  } else if (target instanceof HTMLTextAreaElement) {
    event.preventDefault()
    // Not typed: that takes a browser minutes where there are thousands of lines.
    target.setRangeText(begin, target.selectionStart, target.selectionEnd, 'end')
    target.dispatchEvent(new InputEvent('input', { bubbles: true }))
  }
}
