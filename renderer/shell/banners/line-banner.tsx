import { useEffect, useState } from 'react'
import type { Fault } from '../../../shared/fault.ts'
import { faultMessage, filled } from '../../../shared/text/sentence.ts'
import { usePage, usePageState } from '../../state/page-context.ts'
import { sayTime } from '../../time/moments.ts'
import { useLocale } from '../../time/use-locale.ts'
import styles from './banner.module.css'
import { Banner } from './banner.tsx'
import { ClosedBanner } from './closed-banner.tsx'

/** The line to the keeper, when there is something to say about it. Calm: nothing is lost, and it mends itself. */
export function LineBanner() {
  return (
    <div className={styles.line} aria-live="polite">
      <LineWords />
    </div>
  )
}

function LineWords() {
  const { shell } = usePage().words
  const locale = useLocale()
  const line = usePageState((state) => state.line)
  const downSince = usePageState((state) => state.downSince)
  if (line === 'live' || line === 'connecting') return null
  if (line === 'closed') return <ClosedBanner />
  const at = sayTime(downSince ?? 0, locale, { seconds: true })
  const gone = line === 'keeper-gone'
  return (
    <Banner tone="grey" title={`${filled(gone ? shell.goneTitle : shell.lostTitle, { at })}.`}>
      {gone ? <GoneWords /> : shell.lostSay}
    </Banner>
  )
}

/** These end by themselves within seconds. */
const IN_PASSING = ['keeper_lost', 'keeper_leaving', 'keeper_absent']

/** Why there is none, where its host knows: a folder that was moved away needs somebody. */
function GoneWords() {
  const { host, texts, words } = usePage()
  const [fault, setFault] = useState<Fault | null>(null)
  // Before there was a list, its place says so already.
  const told = usePageState((state) => state.fault?.code)
  useEffect(() => {
    let over = false
    void host.call('keeper.status', {}).then((reply) => {
      if (!over && !reply.ok && !IN_PASSING.includes(reply.fault.code)) setFault(reply.fault)
    })
    return () => {
      over = true
    }
  }, [host])
  if (fault === null || fault.code === told) return words.shell.goneSay
  const { say, next } = faultMessage(texts, fault)
  return `${say} ${next}`
}
