import { Skeleton, VisuallyHidden } from '@mantine/core'
import type { PageTexts } from '../../shared/text/page-texts.ts'
import { filled } from '../../shared/text/sentence.ts'
import type { Route } from '../routes/route.ts'
import { usePage } from '../state/page-context.ts'
import styles from './screen.module.css'

/**
 * A screen whose code has still to come: what it is called, and its shape where that takes a while. Its heading, which takes the
 * focus and is read aloud, comes with the screen itself.
 */
export function ComingScreen({ route }: { route: Route }) {
  const { words } = usePage()
  return (
    <div className={styles.screen} aria-busy="true">
      <VisuallyHidden role="status">{words.shell.loading}</VisuallyHidden>
      <div className={styles.top} aria-hidden="true">
        <div className={styles.grow}>
          <div className={styles.comingTitle}>{titleOf(route, words)}</div>
        </div>
      </div>
      <div className={styles.coming}>
        <Skeleton height={20} width="40%" mb="md" />
        <Skeleton height={220} radius="lg" />
      </div>
    </div>
  )
}

/** As the screen itself will call itself, as far as that is known without its code. */
function titleOf(route: Route, words: PageTexts): string {
  switch (route.screen) {
    case 'add':
      return route.like === undefined ? words.form.addTitle : filled(words.form.addLike, { name: route.like })
    case 'edit':
      return filled(words.form.editTitle, { name: route.name })
    case 'connection':
      return route.name
    case 'access-tokens':
      return words.accessTokens.title
    case 'sign-in':
      return filled(words.signIn.title, { name: route.name })
    case 'journal':
      return words.journal.title
    case 'settings':
      return words.settings.title
    case 'import':
      return words.importExport.title
    case 'help':
      return words.help.title
    case 'overview':
      return words.overview.firstTitle
  }
}
