import { sayNumber } from '../../shared/text/counted.ts'
import { addressOf, type Route } from '../routes/route.ts'
import { lastOverview } from '../routes/router.ts'
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
      on: !['journal', 'settings', 'import', 'help'].includes(screen),
    },
    { route: { screen: 'journal' }, word: words.shell.journal, on: screen === 'journal' },
    { route: { screen: 'settings' }, word: words.shell.settings, on: screen === 'settings' || screen === 'import' },
    { route: { screen: 'help', code: null }, word: words.shell.help, on: screen === 'help' },
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
            // Back to the list as it was left; from the list itself, to all of it.
            href={entry.route.screen === 'overview' && screen !== 'overview' ? lastOverview() : addressOf(entry.route)}
            className={styles.entry}
            aria-current={entry.on ? 'page' : undefined}
          >
            {entry.word}
            {entry.count === undefined ? null : <span>{sayNumber(words.shell.language, entry.count)}</span>}
          </a>
        ))}
      </div>
      <VaultNote />
    </nav>
  )
}
