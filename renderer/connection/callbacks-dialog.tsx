import { Button, Group, Loader, Modal, Stack, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { CallbackPlaces } from '../../shared/api/contract/contract.ts'
import type { ConnectionView } from '../../shared/connections/view.ts'
import type { Fault, Reply } from '../../shared/fault.ts'
import { filled } from '../../shared/text/sentence.ts'
import { FaultNote } from '../shell/fault-note.tsx'
import { useFocusBack } from '../shell/focus-back.ts'
import { usePage } from '../state/page-context.ts'
import styles from './callbacks-card.module.css'
import { PlacesTable } from './facts/places-table.tsx'

type Stage = 'looking' | 'looked' | 'sending' | 'sent'

/** Shows what would be sent before anything is; the only place of the page that changes something at a server. */
export function CallbacksDialog({ view: { name, system }, close }: { view: ConnectionView; close: () => void }) {
  useFocusBack()
  const { words, host } = usePage()
  const { callbacks } = words
  const [stage, setStage] = useState<Stage>('looking')
  const [places, setPlaces] = useState<CallbackPlaces | null>(null)
  const [fault, setFault] = useState<Fault | null>(null)

  function take(reply: Reply<CallbackPlaces>, done: Stage): void {
    setFault(reply.ok ? null : reply.fault)
    if (reply.ok) setPlaces(reply.value)
    setStage(reply.ok ? done : 'looked')
  }

  useEffect(() => {
    let here = true
    void host.call('callbacks.look', { name }).then((reply) => {
      if (!here) return
      setFault(reply.ok ? null : reply.fault)
      setPlaces(reply.ok ? reply.value : null)
      setStage('looked')
    })
    return () => {
      here = false
    }
  }, [host, name])

  async function send(at?: string): Promise<void> {
    setStage('sending')
    take(await host.call('callbacks.apply', { name, ...(at === undefined ? {} : { at }) }), 'sent')
  }

  const other = fault?.code === 'callbacks_not_here' ? fault.params['other'] : undefined
  const busy = stage === 'looking' || stage === 'sending'
  return (
    <Modal
      opened
      size="lg"
      onClose={close}
      title={filled(callbacks.dialogTitle, { name })}
      closeButtonProps={{ 'aria-label': words.shell.close }}
      centered
    >
      <Stack gap="sm">
        <div role="status">
          {stage === 'looking' ? (
            <Group gap="xs">
              <Loader size={14} aria-hidden="true" /> {callbacks.looking}
            </Group>
          ) : null}
          {places === null ? null : <Sentence places={places} sent={stage === 'sent'} />}
        </div>
        {places === null ? null : <PlacesTable {...places} sent={stage === 'sent'} system={system} />}
        {fault === null ? null : <FaultNote fault={fault} name={name} />}
        <Group justify="flex-end" mt="xs">
          <Button variant="default" onClick={close} data-autofocus>
            {words.shell.close}
          </Button>
          {typeof other === 'string' ? (
            <Button loading={busy} onClick={() => void send(other)}>
              {filled(callbacks.tryOther, { other })}
            </Button>
          ) : places !== null && stage !== 'sent' && Object.keys(places.changes).length > 0 ? (
            <Button loading={busy} onClick={() => void send()}>
              {callbacks.send}
            </Button>
          ) : null}
        </Group>
      </Stack>
    </Modal>
  )
}

function Sentence({ places: { changes, url, here }, sent }: { places: CallbackPlaces; sent: boolean }) {
  const { callbacks } = usePage().words
  const changesAny = Object.keys(changes).length > 0
  if (!changesAny) return <Text>{Object.values(here).some(Boolean) ? callbacks.same : callbacks.nothingSet}</Text>
  return (
    <Text>
      {sent ? callbacks.done : callbacks.would} <bdi className={styles.address}>PATCH {url}</bdi>
    </Text>
  )
}
