/**
 * A button that is shut while its work goes on loses the focus, and so does one that is gone once its work is done (Resume
 * gives way to Test, a banner to nothing): whoever has no mouse would begin anew at the top of the page. The focus comes back
 * when the button opens again, or goes to what stands in its place, unless somebody has gone elsewhere meanwhile. Gives what ends it.
 */
export function keepFocus(): () => void {
  const ended = new AbortController()
  const pressed = (event: Event): void => {
    const button = event.target instanceof Element ? event.target.closest('button') : null
    // What a menu does is watched for its button, which has the focus by then.
    if (button !== null && button.closest('[role="menu"]') === null) focusOnceOpen(button, ended.signal)
  }
  addEventListener('click', pressed, { capture: true, signal: ended.signal })
  return () => ended.abort()
}

/** Longer than this nobody waits before a button with the hand on the Tab key. */
const SETTLED_MS = 1_000

/**
 * The focus comes to this button when it opens again, or to what stands in its `place` then, unless somebody has gone elsewhere by
 * that time.
 */
export function focusOnceOpen(button: HTMLElement, over?: AbortSignal, place: Element | null = placeOf(button)): void {
  const settled = new AbortController()
  const observer = new MutationObserver(look)
  const end = (): void => {
    observer.disconnect()
    settled.abort()
  }
  let idle = setTimeout(end, SETTLED_MS)

  function look(): void {
    const isShut = button.isConnected && isDisabled(button)
    clearTimeout(idle)
    if (isShut) return
    // What replaces it comes in the same painting, or in the next.
    idle = setTimeout(end, SETTLED_MS)
    if (document.activeElement === document.body) standIn(button, place)?.focus({ preventScroll: isOutside(button) })
  }

  observer.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['disabled'] })
  // Somebody has gone on.
  const options = { signal: settled.signal }
  addEventListener('focusin', ({ target }) => target !== button && end(), options)
  addEventListener('pointerdown', end, options)
  over?.addEventListener('abort', end, options)
  if (!button.isConnected || isDisabled(button)) look()
}

function isDisabled(button: HTMLElement): boolean {
  return button instanceof HTMLButtonElement && button.disabled
}

/** In a dialog what came of a press stands above the button, and may have pushed that out of sight. */
function isOutside(button: HTMLElement): boolean {
  return button.closest('[role="dialog"]') === null
}

/** Where a dialog is gone, it says itself where to go on (shell/focus-back.ts). */
function placeOf(button: HTMLElement): Element | null {
  return isOutside(button) ? button.parentElement : null
}

/** The button itself; where it is gone, what took its place, or the heading of the screen, from where one goes on. */
function standIn(button: HTMLElement, place: Element | null): HTMLElement | null {
  if (button.isConnected) return button
  if (place === null) return null
  const beside = place.isConnected ? place.querySelector<HTMLElement>('button:not(:disabled), a[href]') : null
  return beside ?? document.querySelector<HTMLElement>('h1')
}
