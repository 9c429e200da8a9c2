import { Button } from '@mantine/core'
import { useState } from 'react'
import { usePage } from '../../state/page-context.ts'
import { Banner } from './banner.tsx'

/** A tab that the host does not know: another tab's address was copied, a link was opened in a new one, or it restarted. */
export function ClosedBanner() {
  const { host, words } = usePage()
  const { shell } = words
  const [stands, setStands] = useState<keyof typeof say>('closed')
  const say = { closed: shell.closedSay, shown: shell.againShown, unshown: shell.againUnshown, gone: shell.againGone }

  async function signInAgain(): Promise<void> {
    const reply = await host.signInAgain()
    if (reply.ok) setStands(reply.value.shown ? 'shown' : 'unshown')
    else setStands(reply.fault.code === 'keeper_lost' ? 'gone' : 'shown')
  }

  const button = (
    <Button variant="default" onClick={() => void signInAgain()}>
      {shell.closedHeading}
    </Button>
  )
  return (
    <Banner tone="amber" title={`${shell.closedTitle}.`} action={button}>
      {say[stands]}
    </Banner>
  )
}
