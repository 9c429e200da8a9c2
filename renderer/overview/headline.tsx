import { filled } from '../../shared/text/sentence.ts'
import { sayDuration } from '../../shared/time/duration.ts'
import { usePage } from '../state/page-context.ts'
import { useEachSecond } from '../time/use-now.ts'
import { remarks, type Summary } from './summary.ts'

/** The line under the headline; only its countdown renders each second. */
export function NextRenewal({ summary, now }: { summary: Summary; now: number }) {
  const { words } = usePage()
  const { next } = summary
  const [before = '', after = ''] = words.overview.nextRenewal.split('{name}')
  return (
    <>
      {next === null ? (
        words.overview.noNextRenewal
      ) : (
        <>
          {before}
          <b>{next.name}</b>
          <RenewalTime at={next.at} template={after} />
        </>
      )}{' '}
      {remarks(words, summary, now).join(' ')}
    </>
  )
}

function RenewalTime({ at, template }: { at: number; template: string }) {
  const { overview } = usePage().words
  return useEachSecond((now) => {
    const when = at <= now ? overview.nextNow : filled(overview.nextIn, { span: sayDuration(at - now) })
    return filled(template, { when })
  })
}
