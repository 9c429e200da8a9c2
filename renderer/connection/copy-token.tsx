import { Button } from '@mantine/core'
import { IconCheck, IconKey } from '@tabler/icons-react'
import { useState } from 'react'
import { useCall } from '../leaving/use-call.ts'
import { FaultNote } from '../shell/fault-note.tsx'
import { usePage } from '../state/page-context.ts'
import styles from './commands.module.css'

/** Where the host can: the token goes to the clipboard past this page, and is taken off again after a minute. */
export function CopyToken({ name }: { name: string }) {
  const { host, words } = usePage()
  const { connection } = words
  const { busy, fault, run, refuse } = useCall()
  const [copied, setCopied] = useState(false)
  if (!host.can.copyToken) return null

  async function copy(): Promise<void> {
    setCopied(false)
    refuse(null)
    setCopied((await run(() => host.copyToken(name), { name })) !== null)
  }

  return (
    <>
      <Button
        variant="default"
        loading={busy}
        leftSection={copied ? <IconCheck size={16} /> : <IconKey size={16} />}
        onClick={() => void copy()}
      >
        {connection.copyToken}
      </Button>
      <div role="status" className={styles.told}>
        {busy && !host.can.askOver ? connection.copyAsks : null}
        {copied ? connection.tokenCopied : fault === null ? null : <FaultNote fault={fault} />}
      </div>
    </>
  )
}
