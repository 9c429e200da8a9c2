import { addressOf, type Route } from '../routes/route.ts'
import { usePage, usePageState } from '../state/page-context.ts'
import { VaultNote } from './banners/vault-note.tsx'
import { Leaf } from './brand.tsx'
import styles from './shell.module.css'

type Entry = { readonly route: Route; readonly word: string; readonly count?: number | undefined; readonly on: boolean }

export function Navigation({ route }: { route: Route }) {
  const { words } = usePage()
  const count = usePageState((state) => (state.connections ?? state.remembered)?.length)
  const { screen } = route
  const entries: readonly Entry[] = [
    {
      route: { screen: 'overview' },
      word: words.shell.overview,
      count,
      on: !['journal', 'settings', 'import'].includes(screen),
    },
    { route: { screen: 'journal' }, word: words.shell.journal, on: screen === 'journal' },
    { route: { screen: 'settings' }, word: words.shell.settings, on: screen === 'settings' || screen === 'import' },
  ]
  return (
    <nav className={styles.side} aria-label={words.shell.navigation}>
      <div className={styles.brand}>
        <Leaf className={styles.leaf} />
        {words.shell.product}
      </div>
      <div className={styles.nav}>
        {entries.map((entry) => (
          <a
            key={entry.word}
            href={addressOf(entry.route)}
            className={styles.entry}
            aria-current={entry.on ? 'page' : undefined}
          >
            {entry.word}
            {entry.count === undefined ? null : <span>{entry.count}</span>}
          </a>
        ))}
      </div>
      <VaultNote />
    </nav>
  )
}
