import { Modal } from '@mantine/core'
import { type KeyboardEvent, useId, useState } from 'react'
import { runTogether, testConnection } from '../overview/together/run-together.ts'
import { goTo } from '../routes/router.ts'
import { useFocusBack } from '../shell/focus-back.ts'
import { type Page, usePage, usePageState } from '../state/page-context.ts'
import styles from './keyboard.module.css'
import { type Entry, paletteEntries } from './palette-entries.ts'

/** Every screen, every connection and what can be done, by a few typed letters. */
export function Palette({ close, showKeys }: { close: () => void; showKeys: () => void }) {
  useFocusBack()
  const page = usePage()
  const { words } = page
  const views = usePageState(({ connections }) => connections) ?? []
  const [typed, type] = useState('')
  const [chosen, choose] = useState(0)
  const list = useId()
  const entries = paletteEntries(typed, views, words)
  const at = Math.min(chosen, entries.length - 1)

  function act(entry: Entry | undefined): void {
    if (entry === undefined) return
    close()
    if (entry.does.kind === 'page' && entry.does.what === 'keys') showKeys()
    else doEntry(page, entry)
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown') choose((at + 1) % Math.max(entries.length, 1))
    else if (event.key === 'ArrowUp') choose((at - 1 + entries.length) % Math.max(entries.length, 1))
    else if (event.key === 'Enter') act(entries[at])
    else return
    event.preventDefault()
  }

  return (
    <Modal
      opened
      onClose={close}
      title={words.keys.palette}
      classNames={{ header: styles.unseen ?? '' }}
      withCloseButton={false}
      padding={0}
      yOffset="12vh"
    >
      <input
        className={styles.typed}
        data-autofocus
        role="combobox"
        aria-expanded
        aria-controls={list}
        aria-activedescendant={entries.length === 0 ? undefined : `${list}-${at}`}
        aria-label={words.keys.palette}
        placeholder={words.keys.type}
        value={typed}
        onChange={(event) => {
          type(event.currentTarget.value)
          choose(0)
        }}
        onKeyDown={onKeyDown}
      />
      <div role="listbox" id={list} aria-label={words.keys.palette} className={styles.entries}>
        {entries.map((entry, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys
          <div
            key={entry.key}
            id={`${list}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            className={styles.entry}
            onClick={() => act(entry)}
          >
            {entry.word}
            {entry.keys === undefined ? null : <kbd className={styles.kbd}>{entry.keys}</kbd>}
          </div>
        ))}
      </div>
      {entries.length === 0 ? <p className={styles.nothing}>{words.list.none}</p> : null}
    </Modal>
  )
}

function doEntry(page: Page, { does }: Entry): void {
  const { actions, store } = page
  if (does.kind === 'go') goTo(does.route)
  else if (does.kind === 'action') void actions[does.action](does.name)
  else {
    const awake = (store.get().connections ?? []).filter(({ state }) => state !== 'paused')
    goTo({ screen: 'overview' })
    void runTogether(
      page,
      'test',
      awake.map(({ name }) => name),
      (name) => testConnection(page, name),
    )
  }
}
