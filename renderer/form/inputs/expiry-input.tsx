import { NativeSelect, TextInput } from '@mantine/core'
import { sayAgo } from '../../../shared/text/ago.ts'
import { fieldText, filled } from '../../../shared/text/sentence.ts'
import { sayDuration } from '../../../shared/time/duration.ts'
import { isoUtc, readInstant } from '../../../shared/time/instant.ts'
import { readJwt } from '../../../shared/tokens/jwt.ts'
import { usePage } from '../../state/page-context.ts'
import { sayMoment } from '../../time/moments.ts'
import { currentSecond } from '../../time/ticker.ts'
import { useLocale } from '../../time/use-locale.ts'
import styles from '../form.module.css'
import { useForm } from '../form-context.ts'
import { inputNotes } from './input-notes.tsx'
import { MendButton } from './mend-button.tsx'
import { OFFSETS, zonedIso } from './zoned-moment.ts'

const PATH = 'settings.expiresAt'

/** When the access token ends: read from the token itself, else asked for together with its time zone. */
export function ExpiryInput() {
  const { view, values, system, judgement } = useForm()
  if (!system.settings.some(({ kind }) => kind === 'moment')) return null
  const typed = judgement.draft.secrets.accessToken
  const isNew = (values.secrets.accessToken ?? '').trim() !== ''
  const exp = isNew && typed !== undefined ? (readJwt(typed)?.exp ?? null) : null
  if (exp !== null) {
    return (
      <>
        <SaidByToken at={exp * 1_000} />
        {values.expiry.local === '' ? null : <AskedFor />}
      </>
    )
  }
  // Nobody needs to say it of a token that is not here, or that is kept and knows its own end.
  const known = view !== null && view.expirySource !== 'typed' && view.expirySource !== 'none'
  const kept = view?.secrets['accessToken']?.present === true && !known
  return isNew || kept || values.expiry.local !== '' ? <AskedFor /> : null
}

function SaidByToken({ at }: { at: number }) {
  const { texts, words } = usePage()
  const { form } = words
  const locale = useLocale()
  const now = currentSecond()
  const told = { at: sayMoment(at, now, locale) }
  const moment =
    at > now
      ? filled(form.expiryFromTokenIn, { ...told, span: sayDuration(at - now) })
      : filled(form.expiryFromTokenPast, { ...told, ago: sayAgo(texts, now - at) })
  return (
    <p className={styles.said} title={isoUtc(at)}>
      {filled(form.expiryFromToken, { at: moment })}
    </p>
  )
}

function AskedFor() {
  const { texts, words } = usePage()
  const { form } = words
  const { values, system, shown, set } = useForm()
  const { expiry } = values
  const iso = zonedIso(expiry)
  const at = iso === null ? null : (readInstant(iso)?.at ?? null)
  const help = fieldText(texts, system.id, PATH)?.help ?? form.expiryAsk
  return (
    <div>
      <div className={styles.pair}>
        <TextInput
          type="datetime-local"
          name={PATH}
          label={form.expiryDate}
          {...inputNotes(at === null ? help : filled(form.expiryMeans, { utc: isoUtc(at) }), shown(PATH), system.id)}
          value={expiry.local}
          onChange={(event) => set({ expiry: { ...expiry, local: event.currentTarget.value } })}
        />
        <NativeSelect
          name={`${PATH}.zone`}
          label={form.expiryZone}
          value={expiry.zone}
          data={[
            { value: 'here', label: filled(form.zoneHere, { zone: expiry.here }) },
            { value: 'utc', label: form.zoneUtc },
            ...OFFSETS.map((offset) => ({ value: offset, label: filled(form.zoneOther, { offset }) })),
          ]}
          onChange={(event) => set({ expiry: { ...expiry, zone: event.currentTarget.value } })}
        />
      </div>
      <MendButton field={PATH} />
    </div>
  )
}
