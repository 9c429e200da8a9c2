import { useEffect, useState } from 'react'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { momentOf } from '../../../shared/time/instant.ts'
import type { TokenFacts } from '../../../shared/tokens/token-facts.ts'
import { Facts } from '../../shell/card.tsx'
import { usePage } from '../../state/page-context.ts'
import { Moment } from '../../time/moment.tsx'
import styles from './setting-facts.module.css'

/** What the present token says of itself: read by the keeper, of which the page hears what is no secret. */
export function TokenClaims({ view }: { view: ConnectionView }) {
  const { connection } = usePage().words
  const facts = useTokenFacts(view)
  const fingerprint = view.secrets['accessToken']?.fingerprint ?? null
  if (facts === null || facts.form === 'none') return null
  return (
    <>
      <h3 className={styles.heading}>{connection.says}</h3>
      <Facts
        rows={[
          fingerprint === null ? null : [connection.fingerprintName, <code key="fingerprint">{fingerprint}</code>],
          facts.issuer === null ? null : [connection.issuer, <Own key="issuer" words={facts.issuer} />],
          facts.audience.length === 0
            ? null
            : [connection.audience, <Own key="audience" words={facts.audience.join(', ')} />],
          facts.scopes.length === 0 ? null : [connection.scope, <Own key="scope" words={facts.scopes.join(' ')} />],
          ...Object.entries(facts.claims).map(
            ([name, value]) => [<code key={name}>{name}</code>, <Claim key={name} value={value} />] as const,
          ),
        ]}
      />
      {facts.form === 'opaque' ? <p className="soft">{connection.saysNothing}</p> : null}
    </>
  )
}

/** The token's own words, which no translation may touch. */
function Own({ words }: { words: string }) {
  return <bdi translate="no">{words}</bdi>
}

function Claim({ value }: { value: string }) {
  const at = /^\d{4}-\d{2}-\d{2}T/.test(value) ? momentOf(value) : null
  return at === null ? <Own words={value} /> : <Moment at={at} />
}

/** Asked for anew with each new token; null until they have come. */
function useTokenFacts({ name, generation }: ConnectionView): TokenFacts | null {
  const { host } = usePage()
  const [facts, setFacts] = useState<TokenFacts | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another token is the reason to ask again
  useEffect(() => {
    let here = true
    void host.call('connections.tokenFacts', { name }).then((reply) => {
      if (here && reply.ok) setFacts(reply.value)
    })
    return () => {
      here = false
    }
  }, [host, name, generation])
  return facts
}
