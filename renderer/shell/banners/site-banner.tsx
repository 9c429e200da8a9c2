import { faultMessage } from '../../../shared/text/sentence.ts'
import { usePage, usePageState } from '../../state/page-context.ts'
import { MoreAbout } from '../fault-note.tsx'
import { nextStepOf } from '../next-step.ts'
import { Sentence } from '../sentence.tsx'
import { Banner } from './banner.tsx'

/** Files of the site that are not followed as they are, each with its place, what counts meanwhile and what to do. */
export function SiteBanner() {
  const { texts, words } = usePage()
  const faults = usePageState((state) => state.keeper?.siteFaults)
  return (faults ?? []).map((fault) => {
    const { say, next } = faultMessage(texts, fault)
    return (
      <Banner key={JSON.stringify(fault)} tone="amber" title={<Sentence>{say}</Sentence>}>
        {fault.params['kept'] === undefined ? words.shell.siteNothing : words.shell.siteKept}{' '}
        {nextStepOf(words, fault, next)} <MoreAbout fault={fault} />
      </Banner>
    )
  })
}
