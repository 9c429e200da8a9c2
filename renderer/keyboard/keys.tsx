import { Suspense, useEffect, useState } from 'react'
import type { Route } from '../routes/route.ts'
import { goTo } from '../routes/router.ts'
import { laterPart } from '../shell/later-part.ts'
import { keepFocus } from './keep-focus.ts'
import { letterKeysOn } from './letter-keys.ts'
import { toList } from './to-list.ts'

const Palette = laterPart(() => import('./palette.tsx').then((module) => module.Palette))
const KeysDialog = laterPart(() => import('./keys-dialog.tsx').then((module) => module.KeysDialog))

/** Keys that count on every screen; those of the list are its own (overview/list/use-current-row.ts). */
export function Keys() {
  const [shown, show] = useState<'palette' | 'keys' | null>(null)
  useEffect(() => {
    const begun = { at: 0 }
    const onKeyDown = (event: KeyboardEvent): void => {
      const done = isHeldEnter(event) || pressed(event, begun, show)
      if (done) event.preventDefault()
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [])
  useEffect(keepFocus, [])
  const close = () => show(null)
  return (
    <Suspense>
      {shown === 'palette' ? <Palette close={close} showKeys={() => show('keys')} /> : null}
      {shown === 'keys' ? <KeysDialog close={close} /> : null}
    </Suspense>
  )
}

/** A key that is held saves once, and asks once outside of the page; in a text of several lines it makes lines. */
function isHeldEnter({ key, repeat, target }: KeyboardEvent): boolean {
  return key === 'Enter' && repeat && !(target instanceof HTMLTextAreaElement)
}

/** Within this long after `g` another letter says where to. */
const GO_MS = 1_200

const GO: Readonly<Record<string, Route>> = {
  o: { screen: 'overview' },
  j: { screen: 'journal' },
  s: { screen: 'settings' },
  i: { screen: 'import' },
  a: { screen: 'add' },
  h: { screen: 'help', code: null },
}

/** `begun`: when `g` was pressed. True where the key has done something. */
function pressed(event: KeyboardEvent, begun: { at: number }, show: (what: 'palette' | 'keys') => void): boolean {
  const { key, ctrlKey, metaKey, altKey } = event
  if (event.defaultPrevented || event.isComposing || document.querySelector('[role="dialog"]') !== null) return false
  if ((ctrlKey || metaKey) && key.toLowerCase() === 'k') {
    show('palette')
    return true
  }
  if (ctrlKey || metaKey || altKey || isWriting(event.target) || !letterKeysOn()) return false
  const follows = event.timeStamp - begun.at < GO_MS && begun.at !== 0
  begun.at = key === 'g' && !follows ? event.timeStamp : 0
  if (follows) {
    const route = GO[key]
    if (route !== undefined) goTo(route)
    return route !== undefined
  }
  if (key === '?') show('keys')
  else if (key === '/') return toSearch()
  else if (key === 'j' || key === 'k') return toList()
  else if ((key === 'ArrowDown' || key === 'ArrowUp') && isNowhere()) return toList()
  else return false
  return true
}

/** Where letters are text, or a key of the field's own. */
export function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input:not([type="checkbox"]), textarea, select, [role="menu"]') !== null
  )
}

function isNowhere(): boolean {
  return document.activeElement?.closest('main a, main button, main input') == null
}

function toSearch(): boolean {
  const search = document.querySelector<HTMLInputElement>('[data-search]')
  search?.focus()
  search?.select()
  return search !== null
}
