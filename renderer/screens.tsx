import { type ComponentType, useState } from 'react'
import { isWriting } from './keyboard/keys.tsx'
import { idle } from './shell/idle.ts'
import { laterPart } from './shell/later-part.ts'

/**
 * Screens that are not the first one are loaded apart, so that the list stands before the forms are there; and at once
 * after it, so that nobody waits for one and a host that has gone is not asked for it.
 */
const toLoad: (() => Promise<unknown>)[] = []

function later<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let loaded: ComponentType<Props> | null = null
  const loading = async () => {
    loaded = await load()
    return loaded
  }
  toLoad.push(loading)
  const Lazy = laterPart(loading)
  return function Later(props: Props) {
    const [Chosen] = useState(() => loaded ?? Lazy)
    return <Chosen {...props} />
  }
}

/** Each may go on only when the page has nothing better to do. */
async function runScreens(): Promise<void> {
  // One that could not be loaded is tried again when somebody wants it, and fails there.
  for (const load of toLoad) await load().catch(() => {})
}

/**
 * Fetches all other screens, and runs them at the first sign of somebody who may want one: a page that is only looked at
 * does without.
 */
export function prepareScreens(): () => void {
  for (const address of laterAddresses()) {
    const link = document.createElement('link')
    link.rel = 'modulepreload'
    link.href = address
    document.head.append(link)
  }
  const over = new AbortController()
  const begin = (): void =>
    void idle().then(() => {
      // Nobody who types a search goes elsewhere meanwhile, and each letter would wait for the screens.
      if (over.signal.aborted || isWriting(document.activeElement)) return
      over.abort()
      void runScreens()
    })
  for (const sign of SIGNS) addEventListener(sign, begin, { passive: true, signal: over.signal })
  return () => over.abort()
}

const SIGNS = ['pointermove', 'pointerdown', 'keydown', 'focusin'] as const

/** What the page may load later is in its import map (scripts/build/page-integrity.ts); a page that is being worked on has none. */
function laterAddresses(): readonly string[] {
  const map = document.querySelector('script[type="importmap"]')?.textContent
  return map == null ? [] : Object.keys(JSON.parse(map).integrity ?? {})
}

export const AccessTokensPage = later(() =>
  import('./access-tokens/access-tokens-page.tsx').then((module) => module.AccessTokensPage),
)
export const AddPage = later(() => import('./form/add-page.tsx').then((module) => module.AddPage))
export const ConnectionPage = later(() =>
  import('./connection/connection-page.tsx').then((module) => module.ConnectionPage),
)
export const EditPage = later(() => import('./form/editing/edit-page.tsx').then((module) => module.EditPage))
/** Also of the overview: most people see it once. */
export const FirstRunScreen = later(() => import('./overview/first-run.tsx').then((module) => module.FirstRunScreen))
export const HelpPage = later(() => import('./help/help-page.tsx').then((module) => module.HelpPage))
export const ImportPage = later(() => import('./import/import-page.tsx').then((module) => module.ImportPage))
export const JournalPage = later(() => import('./journal/journal-page.tsx').then((module) => module.JournalPage))
export const SettingsPage = later(() => import('./settings/settings-page.tsx').then((module) => module.SettingsPage))
export const SignInPage = later(() => import('./sign-in/sign-in-page.tsx').then((module) => module.SignInPage))
