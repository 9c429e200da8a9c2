import { Component, type ReactNode } from 'react'
import { pageTextsFor } from '../../shared/text/page-texts.ts'
import { filled } from '../../shared/text/sentence.ts'
import styles from './broken-page.module.css'

type State = { readonly broke: string | null }

/**
 * Stands around the whole page. React takes everything away where a part throws while it is painted, and an empty window
 * would say nothing to anybody; the keeper is another program, which goes on.
 */
export class BrokenPageBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { broke: null }

  static getDerivedStateFromError(thrown: unknown): State {
    return { broke: kindOf(thrown) }
  }

  override render(): ReactNode {
    const { broke } = this.state
    return broke === null ? this.props.children : <BrokenPage kind={broke} />
  }
}

/** Built from nothing that may itself be what broke: no theme, no store, no context. */
export function BrokenPage({ kind }: { kind: string }) {
  const { shell } = pageTextsFor(navigator.language)
  return (
    <main className={styles.broken} role="alert">
      <h1>{shell.brokenTitle}</h1>
      <p>{filled(shell.brokenSay, { kind })}</p>
      <button type="button" onClick={() => location.reload()}>
        {shell.brokenAgain}
      </button>
    </main>
  )
}

/** The kind alone: what an error says may hold an address, a reply or a secret. */
export function kindOf(thrown: unknown): string {
  return /^\w{1,40}$/.exec(thrown instanceof Error ? thrown.name : typeof thrown)?.[0] ?? 'Error'
}
