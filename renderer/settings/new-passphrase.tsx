import { PasswordField } from '../shell/password-field.tsx'
import { usePage } from '../state/page-context.ts'

export type TypedTwice = { readonly once: string; readonly again: string }
export const NOTHING_TYPED: TypedTwice = { once: '', again: '' }

/** True when it can be used: typed twice, the same both times. */
export function isSame({ once, again }: TypedTwice): boolean {
  return once !== '' && once === again
}

/** A new passphrase, typed twice, since nobody can bring back one with a slip in it. */
export function NewPassphrase({ value, change }: { value: TypedTwice; change: (value: TypedTwice) => void }) {
  const { settings } = usePage().words
  const differs = value.again !== '' && value.once !== value.again
  return (
    <>
      <PasswordField
        autoComplete="new-password"
        label={settings.passphraseNew}
        description={settings.passphraseHelp}
        value={value.once}
        onChange={(event) => change({ ...value, once: event.currentTarget.value })}
        data-autofocus
      />
      <PasswordField
        autoComplete="new-password"
        label={settings.passphraseAgain}
        value={value.again}
        error={differs ? settings.passphraseDiffers : false}
        onChange={(event) => change({ ...value, again: event.currentTarget.value })}
      />
    </>
  )
}
