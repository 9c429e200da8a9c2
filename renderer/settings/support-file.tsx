import { Button, Text } from '@mantine/core'
import { useRef, useState } from 'react'
import { useCall } from '../leaving/use-call.ts'
import { Answers, Dialog } from '../shell/dialog.tsx'
import { FaultNote } from '../shell/fault-note.tsx'
import { usePage } from '../state/page-context.ts'
import styles from './settings.module.css'

/** Shown before it is saved: whoever sends it on should know what is in it. */
export function SupportFile() {
  const { host, words } = usePage()
  const { settings, shell } = words
  const [text, setText] = useState<string | null>(null)
  const making = useCall()
  const saving = useCall({ opened: text !== null })
  const button = useRef<HTMLButtonElement>(null)
  const fault = making.fault ?? saving.fault

  /** While it is being made the button is shut, and a button that is shut loses the focus. */
  function close(): void {
    setText(null)
    making.refuse(null)
    button.current?.focus()
  }

  async function make(): Promise<void> {
    const made = await making.run(() => host.call('support.file', {}))
    setText(made?.text ?? null)
  }

  return (
    <>
      <Button ref={button} variant="default" loading={making.busy} onClick={() => void make()}>
        {settings.supportFile}
      </Button>
      <Dialog opened={text !== null || making.fault !== null} close={close} title={settings.supportFile} size="xl">
        {fault === null ? null : <FaultNote fault={fault} />}
        {text === null ? null : (
          <>
            <Text size="md">{settings.supportSay}</Text>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
            <section className={styles.preview} tabIndex={0} aria-label={settings.supportFile}>
              <pre>{text}</pre>
            </section>
            <Answers close={close} no={shell.cancel} flush>
              <Button loading={saving.busy} onClick={() => void saving.run(() => host.saveFile('support', text))}>
                {settings.supportSave}
              </Button>
            </Answers>
          </>
        )}
      </Dialog>
    </>
  )
}
