import { Stack } from '@mantine/core'
import { useState } from 'react'
import type { Output } from '../../shared/api/contract/contract.ts'
import { filled } from '../../shared/text/sentence.ts'
import { Card } from '../shell/card.tsx'
import { FaultNote } from '../shell/fault-note.tsx'
import { usePage, usePageState } from '../state/page-context.ts'
import { useCallOnChange } from '../state/use-call-on-change.ts'
import { useMinute } from '../time/use-now.ts'

/** What tells somebody outside of the window: to be seen, and set on the command line alone. Nothing where nothing is set. */
export function NotifyCard() {
  const { words } = usePage()
  // Null until it has been read, and while the vault is shut.
  const [notify, setNotify] = useState<Output<'notify.get'> | null>(null)
  const vault = usePageState((state) => state.vault)
  const told = usePageState(({ entries }) => entries?.findLast(({ event }) => event.startsWith('notify_')))
  // That a trouble is over, or what waits is sent, is told by nobody.
  useCallOnChange('notify.get', {}, (reply) => reply.ok && setNotify(reply.value), vault, told, useMinute())
  if (notify === null || (notify.command === null && notify.webhook === null)) return null
  const { command, webhook, troubles, waiting } = notify
  return (
    <Card title={words.notify.title}>
      <Stack gap={14}>
        <p className="soft">{words.notify.say}</p>
        {command === null ? null : <p>{filled(words.notify.command, { command: command.join(' ') })}</p>}
        {troubles.command === null ? null : <FaultNote fault={troubles.command} />}
        {webhook === null ? null : <p>{filled(words.notify.webhook, { webhook })}</p>}
        {troubles.webhook === null ? null : <FaultNote fault={troubles.webhook} />}
        {webhook === null || notify.hasSecret ? null : <p>{words.notify.noKey}</p>}
        {waiting === 0 ? null : <p>{filled(words.notify.waiting, { count: waiting })}</p>}
        {notify.managed.length === 0 ? null : <p className="soft">{words.notify.bySite}</p>}
      </Stack>
    </Card>
  )
}
