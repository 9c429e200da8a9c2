import type { JournalWriter } from '../journal/journal-writer.ts'
import type { HostFacts } from '../ports.ts'
import type { Site } from './site.ts'

type SiteTroubles = {
  readonly site: Pick<Site, 'faults'>
  readonly journalWriter: Pick<JournalWriter, 'note'>
  readonly host: Pick<HostFacts, 'lasting'>
}

/**
 * Says in the journal which of the site's files are not followed, each once for as long as it is so. A command that is over
 * in a moment does not: it would say it each time anew.
 */
export function siteTroubles({ site, journalWriter, host }: SiteTroubles): () => void {
  let said: ReadonlySet<string> = new Set()
  return () => {
    if (!host.lasting) return
    const faults = site.faults().map((each) => ({ each, text: JSON.stringify(each) }))
    for (const { each, text } of faults)
      if (!said.has(text)) journalWriter.note({ event: 'site_refused', fault: each.code, params: { ...each.params } })
    said = new Set(faults.map(({ text }) => text))
  }
}
