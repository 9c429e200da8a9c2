import { Checkbox, TextInput } from '@mantine/core'
import type { Mistake } from '../../shared/systems/system.ts'
import { fieldLabel, filled } from '../../shared/text/sentence.ts'
import { isoUtc } from '../../shared/time/instant.ts'
import { inputNotes } from '../form/inputs/input-notes.tsx'
import { usePage } from '../state/page-context.ts'
import { sayMoment } from '../time/moments.ts'
import { currentSecond } from '../time/ticker.ts'
import { useLocale } from '../time/use-locale.ts'
import styles from './access-tokens.module.css'
import { endOf, type TokenValues } from './token-values.ts'

/** A day; the token ends at its last moment, which the help shows with its time zone. */
export function EndInput({
  values,
  set,
  zone,
  mistakes,
}: {
  values: TokenValues
  set: (change: Partial<TokenValues>) => void
  zone: string
  mistakes: readonly Mistake[]
}) {
  const { words, texts } = usePage()
  const { accessTokens } = words
  const locale = useLocale()
  const end = endOf(values, zone)
  const help =
    end === null
      ? filled(accessTokens.untilDay, { zone })
      : filled(accessTokens.until, {
          at: sayMoment(end, currentSecond(), locale, { seconds: true }),
          zone,
          utc: isoUtc(end),
        })
  return (
    <div className={styles.end}>
      <TextInput
        type="date"
        label={fieldLabel(texts, 'token.expiresOn', 'crafter')}
        {...inputNotes(values.endless ? '' : help, mistakes, 'crafter')}
        required={!values.endless}
        disabled={values.endless}
        value={values.endless ? '' : values.day}
        onChange={(event) => set({ day: event.currentTarget.value })}
      />
      <Checkbox
        label={accessTokens.endless}
        checked={values.endless}
        onChange={(event) => set({ endless: event.currentTarget.checked })}
      />
    </div>
  )
}
