import type { Fault } from '../../shared/fault.ts'
import { faultMessage } from '../../shared/text/sentence.ts'
import { addressOf } from '../routes/route.ts'
import { usePage } from '../state/page-context.ts'
import { Banner } from './banners/banner.tsx'
import { nextStepOf } from './next-step.ts'
import { Sentence } from './sentence.tsx'

/** The fault's own page in the help. */
export function MoreAbout({ fault: { code } }: { fault: Fault }) {
  const { help } = usePage().words
  return <a href={addressOf({ screen: 'help', code })}>{help.more}</a>
}

/** A fault where it belongs: what is so, and what to do about it. */
export function FaultNote({ fault, name }: { fault: Fault; name?: string }) {
  const { texts, words } = usePage()
  const { say, next } = faultMessage(texts, fault, name === undefined ? {} : { name })
  return (
    <Banner tone="red" title={<Sentence>{say}</Sentence>}>
      <Sentence>{nextStepOf(words, fault, next)}</Sentence> <MoreAbout fault={fault} />
    </Banner>
  )
}
