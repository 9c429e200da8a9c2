import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { filled } from '../../shared/text/sentence.ts'
import { usePage } from '../state/page-context.ts'

/** Tests every connection that is not paused, all at once, and says how it went in one sentence. */
export function TestAll({ views }: { views: readonly ConnectionView[] }) {
  const { words, actions } = usePage()
  const { overview } = words
  const [busy, setBusy] = useState(false)
  const names = views.filter(({ state }) => state !== 'paused').map(({ name }) => name)

  async function testAll(): Promise<void> {
    setBusy(true)
    const results = await Promise.all(names.map(async (name) => ({ name, result: await actions.test(name) })))
    setBusy(false)
    const failed = results.filter(({ result }) => result?.reached !== 'yes' || result.tokenAccepted === 'no')
    notifications.show({
      color: failed.length === 0 ? 'leaf' : 'yellow',
      title: overview.testAll,
      message:
        failed.length === 0
          ? filled(names.length === 1 ? overview.testedAllOne : overview.testedAll, { count: names.length })
          : filled(overview.testedSome, {
              count: failed.length,
              all: names.length,
              names: failed.map(({ name }) => name).join(', '),
            }),
    })
  }

  return (
    <Button variant="default" loading={busy} disabled={names.length === 0} onClick={() => void testAll()}>
      {overview.testAll}
    </Button>
  )
}
