import { filled } from '../../../shared/text/sentence.ts'
import { momentOf } from '../../../shared/time/instant.ts'
import { usePage, usePageState } from '../../state/page-context.ts'
import { sayDay, sayTime } from '../../time/moments.ts'
import { currentSecond } from '../../time/ticker.ts'
import { useLocale } from '../../time/use-locale.ts'
import styles from '../shell.module.css'

/** Where secrets are kept and who keeps them, at the foot of the navigation. */
export function VaultNote() {
  const { words, texts } = usePage()
  const locale = useLocale()
  const vault = usePageState((state) => state.vault)
  const keeper = usePageState((state) => state.keeper)
  if (vault === null || keeper === null) return null
  const { shell } = words
  const kinds = {
    keychain: shell.vaultKeychain,
    file: shell.vaultFile,
    memory: shell.vaultMemory,
    shared: texts.vaults.shared,
    none: shell.vaultNone,
  }
  const since = momentOf(keeper.since) ?? 0
  const now = currentSecond()
  const today = sayDay(since, now, locale) === shell.today
  const at = today ? sayTime(since, locale) : `${sayDay(since, now, locale)}, ${sayTime(since, locale)}`
  return (
    <div className={styles.note}>
      <div>
        {shell.vault}: <b>{kinds[vault.kind]}</b>
        {vault.condition === 'open' || vault.kind === 'none' ? null : `, ${texts.vaultConditions[vault.condition]}`}
      </div>
      <div>
        {shell.keeper}: {filled(shell.keeperSince, { host: keeper.host, at })}
      </div>
    </div>
  )
}
