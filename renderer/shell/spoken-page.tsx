import { type ReactNode, useEffect, useMemo, useState } from 'react'
import type { LanguageChoice } from '../../shared/preferences/language-choice.ts'
import { textsFor } from '../../shared/text/language.ts'
import { pageTextsFor } from '../../shared/text/page-texts.ts'
import type { Host } from '../host/host.ts'
import { createActions } from '../state/actions.ts'
import { createNotifier } from '../state/notifier.tsx'
import { PageContext } from '../state/page-context.ts'
import type { PageState } from '../state/page-state.ts'
import type { Store } from '../state/store.ts'
import type { TestRuns } from '../state/test-runs.ts'

type Parts = { host: Host; store: Store<PageState>; tests: TestRuns; children: ReactNode }

/** Gives the page its texts in the language chosen; whatever speaks is made anew when another one is. */
export function SpokenPage({ host, store, tests, children }: Parts) {
  const [language, speak] = useState<LanguageChoice>('auto')
  const page = useMemo(() => {
    const wanted = language === 'auto' ? navigator.language : language
    const texts = textsFor(wanted)
    const words = pageTextsFor(wanted)
    const actions = createActions(host, store, createNotifier(texts, words), tests)
    return { host, store, actions, texts, words, language, speak }
  }, [host, store, tests, language])
  // Screen readers choose their voice by this.
  useEffect(() => {
    document.documentElement.lang = page.texts.language
  }, [page.texts.language])
  return <PageContext value={page}>{children}</PageContext>
}
