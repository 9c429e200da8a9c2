import type { Locator } from 'playwright-core'

/** What of a browser's own this needs, where no DOM is known. */
type Window = {
  readonly DataTransfer: new () => { setData(type: string, text: string): void }
  readonly ClipboardEvent: new (name: string, how: object) => object
}
type Field = { focus(): void; dispatchEvent(event: object): boolean }

/**
 * Pastes into that field as the keyboard would, with this text on the clipboard. It has the focus in the same moment: a
 * screen that has just come gives that to its heading.
 */
export async function paste(field: Locator, text: string): Promise<void> {
  await field.evaluate((element, pasted) => {
    const { DataTransfer, ClipboardEvent } = globalThis as unknown as Window
    const target = element as unknown as Field
    target.focus()
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', pasted)
    target.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, text)
}
