import { Fragment } from 'react'
import { joinUrl, readAddress } from '../../shared/entry/address.ts'
import { endpointOf } from '../../shared/systems/system.ts'
import { fieldLabel } from '../../shared/text/sentence.ts'
import { usePage } from '../state/page-context.ts'
import styles from './form.module.css'
import { useForm } from './form-context.ts'

/** Every full address that will be called, as it stands this moment: slashes joined rightly, whatever was typed. */
export function CalledUrls() {
  const { texts, words } = usePage()
  const { system, judgement } = useForm()
  const { settings } = judgement.draft
  const readable = readAddress(settings.baseUrl) !== null
  const rows = system.endpoints
    .map(({ name }) => ({ name, path: endpointOf(system, settings, name) }))
    .filter(({ path }) => path !== '' && (readable || /^https?:/i.test(path)))
  const issuer = system.issuer?.(settings) ?? ''
  return (
    <section className={styles.urls} aria-labelledby="called-urls">
      <h2 id="called-urls">{words.form.urlsTitle}</h2>
      <p className={styles.soft}>{rows.length + issuer.length === 0 ? words.form.urlsNone : words.form.urlsHelp}</p>
      <dl className={styles.urlList}>
        {issuer === '' ? null : (
          <div>
            <dt>{words.form.urlsIssuer}</dt>
            <dd translate="no">
              <Url url={joinUrl(issuer, '.well-known/openid-configuration')} />
            </dd>
          </div>
        )}
        {rows.map(({ name, path }) => (
          <div key={name}>
            <dt>{fieldLabel(texts, `settings.endpoints.${name}`, system.id)}</dt>
            <dd translate="no">
              <Url url={joinUrl(settings.baseUrl, path)} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

/** Placeholders stand out, since programs put something else there; a long one breaks after a slash. */
function Url({ url }: { url: string }) {
  const parts = url.split(/(?<=\/)/)
  return (
    <bdi>
      {parts.map((part, index) => {
        const [before = '', placeholder, after = ''] = part.split(/(\{[^{}]*\})/)
        return (
          <Fragment key={parts.slice(0, index + 1).join('')}>
            {before}
            {placeholder === undefined ? null : <b>{placeholder}</b>}
            {after}
            <wbr />
          </Fragment>
        )
      })}
    </bdi>
  )
}
