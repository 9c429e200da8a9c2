import { ActionIcon, CopyButton } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { filled } from '../../shared/text/sentence.ts'
import { Card } from '../shell/card.tsx'
import { usePage, usePageState } from '../state/page-context.ts'
import { commandsFor } from './command-lines.ts'
import styles from './commands.module.css'
import { CopyToken } from './copy-token.tsx'

/** Lines for a terminal or a script, ready to copy; none of them holds a secret. */
export function Commands({ view }: { view: ConnectionView }) {
  const { connection } = usePage().words
  const socket = usePageState(({ keeper }) => keeper?.socket)
  return (
    <Card title={connection.commands}>
      <p className={styles.help}>{connection.commandsHelp}</p>
      <CopyToken name={view.name} />
      <ul className={styles.list}>
        {commandsFor(view, socket).map(({ word, line }) => (
          <li key={word}>
            <CommandLine word={connection[word]} line={line} />
          </li>
        ))}
      </ul>
    </Card>
  )
}

/** A line for a terminal under what it is for, with the button that copies it. */
export function CommandLine({ word, line }: { word: string; line: string }) {
  return (
    <div>
      <div className={styles.word}>{word}</div>
      <div className={styles.row}>
        <code className={styles.line}>{line}</code>
        <CopyLine line={line} />
      </div>
    </div>
  )
}

export function CopyLine({ line }: { line: string }) {
  const { connection } = usePage().words
  return (
    <CopyButton value={line}>
      {({ copied, copy }) => (
        <ActionIcon
          variant="subtle"
          color="gray"
          onClick={copy}
          aria-label={copied ? connection.copied : filled(connection.copyOf, { command: line })}
          title={copied ? connection.copied : connection.copy}
        >
          {copied ? <IconCheck size={16} aria-hidden="true" /> : <IconCopy size={16} aria-hidden="true" />}
        </ActionIcon>
      )}
    </CopyButton>
  )
}
