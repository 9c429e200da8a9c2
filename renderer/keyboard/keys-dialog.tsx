import { Switch } from '@mantine/core'
import { useState } from 'react'
import { Dialog } from '../shell/dialog.tsx'
import { usePage } from '../state/page-context.ts'
import styles from './keyboard.module.css'
import { letterKeysOn, setLetterKeysOn } from './letter-keys.ts'

/** All keys there are, and a way to switch single letters off: whoever speaks to a computer types them by chance. */
export function KeysDialog({ close }: { close: () => void }) {
  const { words } = usePage()
  const { keys } = words
  const [letters, set] = useState(letterKeysOn)
  const rows: readonly (readonly [string, string])[] = [
    ['Ctrl K · ⌘ K', keys.doesPalette],
    ['/', keys.doesSearch],
    ['j k · ↓ ↑', keys.doesStep],
    ['→ ←', keys.doesMenu],
    ['Enter', keys.doesOpen],
    ['x', keys.doesMark],
    ['Shift ↓ ↑', keys.doesRange],
    ['Ctrl A · ⌘ A', keys.doesAll],
    ['Esc', keys.doesNone],
    ['g o', words.shell.overview],
    ['g j', words.shell.journal],
    ['g s', words.shell.settings],
    ['g i', words.importExport.importOpen],
    ['g a', words.overview.add],
    ['g h', words.help.title],
    ['?', keys.title],
  ]
  return (
    <Dialog close={close} title={keys.title}>
      <div>
        <dl className={styles.keys}>
          {rows.map(([pressed, does]) => (
            <div key={pressed}>
              <dt>
                <kbd className={styles.kbd}>{pressed}</kbd>
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
        <Switch
          mt="md"
          label={keys.letters}
          description={keys.lettersSay}
          checked={letters}
          onChange={(event) => {
            setLetterKeysOn(event.currentTarget.checked)
            set(event.currentTarget.checked)
          }}
        />
      </div>
    </Dialog>
  )
}
