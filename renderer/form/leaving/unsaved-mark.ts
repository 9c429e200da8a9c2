/**
 * That something is typed into a form and not saved; never what it is. It outlives a page that crashes or is loaded anew, and
 * nothing else, so that whoever comes back to an empty form is told why it is empty.
 */
const KEPT_AS = 'everbearer.unsaved'

/** The address of the form that was lost with the page before this one. */
let lost = taken()

function taken(): string | null {
  const address = sessionStorage.getItem(KEPT_AS)
  sessionStorage.removeItem(KEPT_AS)
  return address
}

/** Marks the form that is shown, until what is given is called. */
export function markUnsaved(): () => void {
  sessionStorage.setItem(KEPT_AS, location.hash)
  return () => sessionStorage.removeItem(KEPT_AS)
}

/** True where this very form was lost; told once. */
export function wasLost(): boolean {
  return lost === location.hash
}

export function forgetLost(): void {
  lost = null
}
