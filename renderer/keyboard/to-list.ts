/** Moves the focus into the list, to the row where one was last; false where there is no list. */
export function toList(): boolean {
  const link = document.querySelector<HTMLElement>('main tr[data-id] a[tabindex="0"]')
  link?.focus()
  return link !== null
}
