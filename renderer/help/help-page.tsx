import { Stack, TextInput } from '@mantine/core'
import { useDeferredValue, useMemo, useState } from 'react'
import { exitCodeOf } from '../../shared/exit-code.ts'
import type { FaultCode } from '../../shared/fault.ts'
import { allFaultHelp, type FaultHelp, faultHelp } from '../../shared/text/fault-help.ts'
import { filled } from '../../shared/text/sentence.ts'
import { addressOf } from '../routes/route.ts'
import { Card } from '../shell/card.tsx'
import { nextStepOf } from '../shell/next-step.ts'
import { Screen } from '../shell/screen.tsx'
import { usePage } from '../state/page-context.ts'
import styles from './help.module.css'

/** One trouble, or all of them to look through; made of the very sentences that are told when one happens. */
export function HelpPage({ code }: { code: FaultCode | null }) {
  return code === null ? <AllFaults /> : <OneFault key={code} code={code} />
}

function OneFault({ code }: { code: FaultCode }) {
  const { texts, words } = usePage()
  const { help } = words
  const { ways, tried } = faultHelp(texts, code)
  const said = (next: string) => nextStepOf(words, { code, params: {} }, next)
  return (
    <Screen
      title={filled(help.faultTitle, { code })}
      under={<a href={addressOf({ screen: 'help', code: null })}>{help.all}</a>}
    >
      <Stack gap={16}>
        <Card title={help.means} width="text">
          {[...new Set(ways.map(({ means }) => means))].map((means) => (
            <p key={means} className={styles.way}>
              {means}
            </p>
          ))}
        </Card>
        <Card title={help.tried} width="text">
          <p>{help.tries[tried]}</p>
        </Card>
        <Card title={help.next} width="text">
          {[...new Set(ways.map(({ next }) => said(next)))].map((next) => (
            <p key={next} className={styles.way}>
              {next}
            </p>
          ))}
          <p className={styles.soft}>
            {help.code}: <code>{code}</code>. {filled(help.exit, { code: exitCodeOf(code) })}
          </p>
        </Card>
      </Stack>
    </Screen>
  )
}

function AllFaults() {
  const { texts, words } = usePage()
  const { help } = words
  const [typed, setTyped] = useState('')
  const all = useMemo(() => allFaultHelp(texts), [texts])
  const found = withWords(all, useDeferredValue(typed))
  return (
    <Screen title={help.title} under={help.under}>
      <TextInput
        className={styles.search ?? ''}
        type="search"
        name="help-search"
        label={help.search}
        placeholder={help.searchHint}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Card title={help.all}>
        {found.length === 0 ? <p className={styles.soft}>{help.none}</p> : null}
        <ul className={styles.list}>
          {found.map(({ code, ways }) => (
            <li key={code}>
              <a href={addressOf({ screen: 'help', code })}>{ways[0]?.means ?? code}</a> <code>{code}</code>
            </li>
          ))}
        </ul>
      </Card>
    </Screen>
  )
}

function withWords(all: readonly FaultHelp[], typed: string): readonly FaultHelp[] {
  const wanted = typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  return all.filter(({ code, ways }) => {
    const said = `${code} ${ways.map(({ means, next }) => `${means} ${next}`).join(' ')}`.toLowerCase()
    return wanted.every((word) => said.includes(word))
  })
}
