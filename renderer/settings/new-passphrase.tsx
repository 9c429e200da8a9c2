import { isLongEnough, LEAST_PASSPHRASE_LETTERS } from '../../shared/entry/passphrase.ts'
import { filled } from '../../shared/text/sentence.ts'
import { PasswordField } from '../shell/password-field.tsx'
import { usePage } from '../state/page-context.ts'

export type TypedTwice = { readonly once: string; readonly again: string }
export const NOTHING_TYPED: TypedTwice = { once: '', again: '' }

/** One that is thought up here is in nobody's memory yet. */
export function isTyped({ once, again }: TypedTwice): boolean {
  return `${once}${again}` !== ''
}

/** True when it can be used: long enough, and typed twice, the same both times. */
export function isFit({ once, again }: TypedTwice): boolean {
  return isLongEnough(once) && once === again
}

/** A new passphrase, typed twice, since nobody can bring back one with a slip in it. */
export function NewPassphrase({
  value,
  change,
  insist = false,
}: {
  value: TypedTwice
  change: (value: TypedTwice) => void
  /** Somebody wanted to go on: what is missing is said as well. */
  insist?: boolean
}) {
  const { settings } = usePage().words
  const short = (insist || value.once !== '') && !isLongEnough(value.once)
  const least = filled(settings.passphraseShort, { least: LEAST_PASSPHRASE_LETTERS })
  const differs = (insist || value.again !== '') && value.once !== value.again
  return (
    <>
      <PasswordField
        autoComplete="new-password"
        label={settings.passphraseNew}
        description={settings.passphraseHelp}
        value={value.once}
        error={short ? least : false}
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
