import { createContext, use, useSyncExternalStore } from 'react'
import type { LanguageChoice } from '../../shared/preferences/language-choice.ts'
import type { PageTexts } from '../../shared/text/page-texts.ts'
import type { Texts } from '../../shared/text/texts.ts'
import type { Host } from '../host/host.ts'
import type { Actions } from './actions.ts'
import type { PageState } from './page-state.ts'
import type { Store } from './store.ts'

export type Page = {
  readonly host: Host
  readonly store: Store<PageState>
  readonly actions: Actions
  readonly texts: Texts
  readonly words: PageTexts
  readonly language: LanguageChoice
  /** Changes this page's language from the next render on. */
  speak(language: LanguageChoice): void
}

export const PageContext = createContext<Page | null>(null)

export function usePage(): Page {
  const page = use(PageContext)
  if (page === null) throw new Error('usePage outside of PageContext')
  return page
}

/** A part of the state; the component renders again only when that part is another value. */
export function usePageState<Part>(part: (state: PageState) => Part): Part {
  const { store } = usePage()
  return useSyncExternalStore(store.subscribe, () => part(store.get()))
}
