import { Button, Text } from '@mantine/core'
import { useState } from 'react'
import type { PingResult } from '../../../shared/api/contract/contract.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { filled } from '../../../shared/text/sentence.ts'
import { useCall } from '../../leaving/use-call.ts'
import { Answers, Dialog } from '../../shell/dialog.tsx'
import { FaultNote } from '../../shell/fault-note.tsx'
import { usePage } from '../../state/page-context.ts'
import outcome from './test-outcome.module.css'
import { Proved } from './test-outcome.tsx'
import { TestSteps } from './test-steps.tsx'

/** Says what a ping is and which picture is given away for it, then does it. */
export function PingDialog({ view: { name, own }, close }: { view: ConnectionView; close: () => void }) {
  const { words, host } = usePage()
  const { callbacks } = words
  const [result, setResult] = useState<PingResult | null>(null)
  const { busy, fault, run, refuse } = useCall()

  async function ping(): Promise<void> {
    setResult(null)
    refuse(null)
    setResult(await run(() => host.call('connections.ping', { name }), { name }))
  }

  const trouble = fault ?? result?.fault ?? null
  return (
    <Dialog size="lg" close={close} title={filled(callbacks.pingTitle, { name })}>
      <Text>{callbacks.pingSay}</Text>
      <Text>
        {callbacks.pingImage} <bdi className="address">{String(own['testImageUrl'] ?? '')}</bdi>
      </Text>
      <div role="status">
        {busy ? <Text>{callbacks.pingRunning}</Text> : null}
        {result === null ? null : (
          <ul className={outcome.list}>
            <Proved verdict={result.validated} words={callbacks.proved[result.validated]} />
          </ul>
        )}
      </div>
      {trouble === null ? null : <FaultNote fault={trouble} name={name} />}
      {result === null || result.steps.length === 0 ? null : <TestSteps steps={result.steps} />}
      <Answers close={close} no={words.shell.close} focused>
        <Button loading={busy} onClick={() => void ping()}>
          {callbacks.pingYes}
        </Button>
      </Answers>
    </Dialog>
  )
}
