import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { PingResult } from '../../../shared/api/contract/contract.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import type { Fault } from '../../../shared/fault.ts'
import { filled } from '../../../shared/text/sentence.ts'
import { FaultNote } from '../../shell/fault-note.tsx'
import { useFocusBack } from '../../shell/focus-back.ts'
import { usePage } from '../../state/page-context.ts'
import styles from '../callbacks-card.module.css'
import outcome from './test-outcome.module.css'
import { Proved } from './test-outcome.tsx'
import { TestSteps } from './test-steps.tsx'

/** Says what a ping is and which picture is given away for it, then does it. */
export function PingDialog({ view: { name, own }, close }: { view: ConnectionView; close: () => void }) {
  useFocusBack()
  const { words, host } = usePage()
  const { callbacks } = words
  const [running, setRunning] = useState(false)
  const [result, setResult] = useState<PingResult | null>(null)
  const [fault, setFault] = useState<Fault | null>(null)

  async function ping(): Promise<void> {
    setRunning(true)
    setResult(null)
    setFault(null)
    const reply = await host.call('connections.ping', { name })
    setRunning(false)
    if (reply.ok) setResult(reply.value)
    setFault(reply.ok ? reply.value.fault : reply.fault)
  }

  return (
    <Modal
      opened
      size="lg"
      onClose={close}
      title={filled(callbacks.pingTitle, { name })}
      closeButtonProps={{ 'aria-label': words.shell.close }}
      centered
    >
      <Stack gap="sm">
        <Text>{callbacks.pingSay}</Text>
        <Text>
          {callbacks.pingImage} <bdi className={styles.address}>{String(own['testImageUrl'] ?? '')}</bdi>
        </Text>
        <div role="status">
          {running ? <Text>{callbacks.pingRunning}</Text> : null}
          {result === null ? null : (
            <ul className={outcome.list}>
              <Proved verdict={result.validated} words={callbacks.proved[result.validated]} />
            </ul>
          )}
        </div>
        {fault === null ? null : <FaultNote fault={fault} name={name} />}
        {result === null || result.steps.length === 0 ? null : <TestSteps steps={result.steps} />}
        <Group justify="flex-end" mt="xs">
          <Button variant="default" onClick={close} data-autofocus>
            {words.shell.close}
          </Button>
          <Button loading={running} onClick={() => void ping()}>
            {callbacks.pingYes}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
