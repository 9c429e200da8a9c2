import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useRef, useState } from 'react'
import type { Fault } from '../../shared/fault.ts'
import { FaultNote } from '../shell/fault-note.tsx'
import { usePage } from '../state/page-context.ts'
import styles from './settings.module.css'

type Made = { readonly text: string } | { readonly fault: Fault }

/** Shown before it is saved: whoever sends it on should know what is in it. */
export function SupportFile() {
  const { host, words } = usePage()
  const { settings, shell } = words
  const [made, setMade] = useState<Made | null>(null)
  const [busy, setBusy] = useState(false)
  const button = useRef<HTMLButtonElement>(null)

  /** While it is being made the button is shut, and a button that is shut loses the focus. */
  function close(): void {
    setMade(null)
    button.current?.focus()
  }

  async function save(text: string): Promise<void> {
    const reply = await host.saveFile('support', text)
    if (!reply.ok) setMade({ fault: reply.fault })
  }

  async function make(): Promise<void> {
    setBusy(true)
    const reply = await host.call('support.file', {})
    setBusy(false)
    setMade(reply.ok ? reply.value : { fault: reply.fault })
  }

  return (
    <>
      <Button ref={button} variant="default" loading={busy} onClick={() => void make()}>
        {settings.supportFile}
      </Button>
      <Modal
        opened={made !== null}
        onClose={close}
        title={settings.supportFile}
        closeButtonProps={{ 'aria-label': shell.close }}
        size="xl"
        centered
      >
        {made === null ? null : 'fault' in made ? (
          <FaultNote fault={made.fault} />
        ) : (
          <Stack gap="sm">
            <Text size="md">{settings.supportSay}</Text>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
            <section className={styles.preview} tabIndex={0} aria-label={settings.supportFile}>
              <pre>{made.text}</pre>
            </section>
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                {shell.cancel}
              </Button>
              <Button onClick={() => void save(made.text)}>{settings.supportSave}</Button>
            </Group>
          </Stack>
        )}
      </Modal>
    </>
  )
}
