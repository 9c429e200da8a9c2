import { type ComponentType, lazy, useState } from 'react'

/**
 * Screens that are not the first one are loaded apart, so that the list stands before the forms are there; and at once
 * after it, so that nobody waits for one and a host that has gone is not asked for it.
 */
const toLoad: (() => Promise<unknown>)[] = []

function later<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let loaded: ComponentType<Props> | null = null
  const loading = async () => {
    loaded = await load()
    return { default: loaded }
  }
  toLoad.push(loading)
  const Lazy = lazy(loading) as unknown as ComponentType<Props>
  return function Later(props: Props) {
    const [Chosen] = useState(() => loaded ?? Lazy)
    return <Chosen {...props} />
  }
}

/** One after the other: each may go on only when the page has nothing better to do. */
export async function loadScreens(): Promise<void> {
  // One that could not be loaded is tried again when somebody wants it, and fails there.
  for (const load of toLoad) await load().catch(() => {})
}

export const AccessTokensPage = later(() =>
  import('./access-tokens/access-tokens-page.tsx').then((module) => module.AccessTokensPage),
)
export const AddPage = later(() => import('./form/add-page.tsx').then((module) => module.AddPage))
export const ConnectionPage = later(() =>
  import('./connection/connection-page.tsx').then((module) => module.ConnectionPage),
)
export const EditPage = later(() => import('./form/edit-page.tsx').then((module) => module.EditPage))
export const ImportPage = later(() => import('./import/import-page.tsx').then((module) => module.ImportPage))
export const JournalPage = later(() => import('./journal/journal-page.tsx').then((module) => module.JournalPage))
export const SettingsPage = later(() => import('./settings/settings-page.tsx').then((module) => module.SettingsPage))
export const SignInPage = later(() => import('./sign-in/sign-in-page.tsx').then((module) => module.SignInPage))
