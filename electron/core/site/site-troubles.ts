import type { Notice } from '../../../shared/api/contract/contract.ts'
import type { JournalWriter } from '../journal/journal-writer.ts'
import type { HostFacts } from '../ports.ts'
import type { Site } from './site.ts'

type SiteTroubles = {
  readonly site: Pick<Site, 'faults'>
  readonly journalWriter: Pick<JournalWriter, 'note'>
  readonly host: Pick<HostFacts, 'lasting'>
  readonly tell: (notice: Notice) => void
}

/**
 * Says which of the site's files are not followed: to whoever looks, and in the journal each once for as long as it is so. A command that is over
 * in a moment does not: it would say it each time anew.
 */
export function siteTroubles({ site, journalWriter, host, tell }: SiteTroubles): () => void {
  let said: ReadonlySet<string> = new Set()
  return () => {
    if (!host.lasting) return
    const faults = site.faults().map((each) => ({ each, text: JSON.stringify(each) }))
    for (const { each, text } of faults)
      if (!said.has(text)) journalWriter.note({ event: 'site_refused', fault: each, params: each.params })
    const isOther = faults.length !== said.size || faults.some(({ text }) => !said.has(text))
    said = new Set(faults.map(({ text }) => text))
    if (isOther)
      tell({
        notice: 'site.changed',
        faults: faults.map(({ each }) => each),
      })
  }
}
