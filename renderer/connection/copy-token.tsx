import { Button } from '@mantine/core'
import { IconCheck, IconKey } from '@tabler/icons-react'
import { useState } from 'react'
import type { Fault } from '../../shared/fault.ts'
import { FaultNote } from '../shell/fault-note.tsx'
import { usePage } from '../state/page-context.ts'
import styles from './commands.module.css'

/** Where the host can: the token goes to the clipboard past this page, and is taken off again after a minute. */
export function CopyToken({ name }: { name: string }) {
  const { host, words } = usePage()
  const { connection } = words
  const [busy, setBusy] = useState(false)
  const [outcome, setOutcome] = useState<'copied' | Fault | null>(null)
  if (!host.can.copyToken) return null

  async function copy(): Promise<void> {
    setBusy(true)
    setOutcome(null)
    const reply = await host.copyToken(name)
    setBusy(false)
    setOutcome(reply.ok ? 'copied' : reply.fault)
  }

  return (
    <>
      <Button
        variant="default"
        loading={busy}
        leftSection={outcome === 'copied' ? <IconCheck size={16} /> : <IconKey size={16} />}
        onClick={() => void copy()}
      >
        {connection.copyToken}
      </Button>
      <div role="status" className={styles.told}>
        {busy && !host.can.askOver ? connection.copyAsks : null}
        {outcome === 'copied' ? connection.tokenCopied : outcome === null ? null : <FaultNote fault={outcome} />}
      </div>
    </>
  )
}
