const KEPT_AS = 'everbearer.letters'

/** Whether single letters do something by themselves (WCAG 2.1.4); as long as this page's storage lasts. */
export function letterKeysOn(): boolean {
  return localStorage.getItem(KEPT_AS) !== 'off'
}

export function setLetterKeysOn(on: boolean): void {
  if (on) localStorage.removeItem(KEPT_AS)
  else localStorage.setItem(KEPT_AS, 'off')
}
