import { Button, Group, Loader, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { CallbackPlaces } from '../../shared/api/contract/contract.ts'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { filled } from '../../shared/text/sentence.ts'
import { useCall } from '../leaving/use-call.ts'
import { showDone } from '../notices/show-done.ts'
import { Answers, Dialog } from '../shell/dialog.tsx'
import { usePage } from '../state/page-context.ts'
import { PlacesTable } from './facts/places-table.tsx'

type Stage = 'looking' | 'looked' | 'sending' | 'sent'

/** Shows what would be sent before anything is; the only place of the page that changes something at a server. */
export function CallbacksDialog({ view: { name, system }, close }: { view: ConnectionView; close: () => void }) {
  const page = usePage()
  const { words, host } = page
  const { callbacks } = words
  const [stage, setStage] = useState<Stage>('looking')
  const [places, setPlaces] = useState<CallbackPlaces | null>(null)
  const { fault, run, refuse } = useCall()

  useEffect(() => {
    let here = true
    void host.call('callbacks.look', { name }).then((reply) => {
      if (!here) return
      refuse(reply.ok ? null : reply.fault)
      setPlaces(reply.ok ? reply.value : null)
      setStage('looked')
    })
    return () => {
      here = false
    }
  }, [host, name, refuse])

  async function send(at?: string): Promise<void> {
    setStage('sending')
    const ifLeft = (): void => showDone(page, filled(callbacks.doneMeanwhile, { name }))
    const input = { name, ...(at === undefined ? {} : { at }) }
    const sent = await run(() => host.call('callbacks.apply', input), { name, ifLeft })
    if (sent !== null) setPlaces(sent)
    setStage(sent === null ? 'looked' : 'sent')
  }

  const other = fault?.code === 'callbacks_not_here' ? fault.params['other'] : undefined
  const busy = stage === 'looking' || stage === 'sending'
  return (
    <Dialog size="lg" close={close} title={filled(callbacks.dialogTitle, { name })}>
      <div role="status">
        {stage === 'looking' ? (
          <Group gap="xs">
            <Loader size={14} aria-hidden="true" /> {callbacks.looking}
          </Group>
        ) : null}
        {places === null ? null : <Sentence places={places} sent={stage === 'sent'} />}
      </div>
      {places === null ? null : <PlacesTable {...places} sent={stage === 'sent'} system={system} />}
      <Answers close={close} no={words.shell.close} focused fault={fault} name={name}>
        {typeof other === 'string' ? (
          <Button loading={busy} onClick={() => void send(other)}>
            {filled(callbacks.tryOther, { other })}
          </Button>
        ) : places !== null && stage !== 'sent' && Object.keys(places.changes).length > 0 ? (
          <Button loading={busy} onClick={() => void send()}>
            {callbacks.send}
          </Button>
        ) : null}
      </Answers>
    </Dialog>
  )
}

function Sentence({ places: { changes, url, here }, sent }: { places: CallbackPlaces; sent: boolean }) {
  const { callbacks } = usePage().words
  const changesAny = Object.keys(changes).length > 0
  if (!changesAny) return <Text>{Object.values(here).some(Boolean) ? callbacks.same : callbacks.nothingSet}</Text>
  return (
    <Text>
      {sent ? callbacks.done : callbacks.would} <bdi className="address">PATCH {url}</bdi>
    </Text>
  )
}
