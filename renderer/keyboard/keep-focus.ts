/**
 * A button that is shut while its work goes on loses the focus, and whoever has no mouse would begin anew at the top of the
 * page. It gets it back when it opens again, unless somebody has gone elsewhere meanwhile. Gives what ends it.
 */
export function keepFocus(): () => void {
  const ended = new AbortController()
  const pressed = (event: Event): void => {
    const button = event.target instanceof Element ? event.target.closest('button') : null
    if (button !== null) setTimeout(() => watch(button, ended.signal))
  }
  addEventListener('click', pressed, { capture: true, signal: ended.signal })
  return () => ended.abort()
}

function watch(button: HTMLButtonElement, over: AbortSignal): void {
  if (!button.disabled) return
  const observer = new MutationObserver(() => {
    if (button.disabled && button.isConnected) return
    observer.disconnect()
    if (document.activeElement === document.body) button.focus()
  })
  observer.observe(button, { attributes: true, attributeFilter: ['disabled'] })
  over.addEventListener('abort', () => observer.disconnect())
}
