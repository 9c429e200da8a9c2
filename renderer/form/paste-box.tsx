import { Button, Textarea } from '@mantine/core'
import { type ClipboardEvent, useEffect, useRef, useState } from 'react'
import { readPaste } from '../../shared/entry/paste/paste.ts'
import { fieldLabel, filled } from '../../shared/text/sentence.ts'
import { usePage } from '../state/page-context.ts'
import { currentSecond } from '../time/ticker.ts'
import { useLocale } from '../time/use-locale.ts'
import styles from './form.module.css'
import { useForm } from './form-context.ts'
import { sortedIn } from './form-values.ts'

type Outcome = { readonly used: readonly string[]; readonly unused: readonly string[] }

/** Takes a whole copied block apart. What is pasted never stands readable on the screen, not even for a moment. */
export function PasteBox({ focus }: { focus: boolean }) {
  const { form } = usePage().words
  const { system, values, set } = useForm()
  const { zone } = useLocale()
  const [text, setText] = useState('')
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const box = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    if (!focus) return
    // What is wrong with what is pasted is told under the fields below it.
    box.current?.closest('section')?.scrollIntoView()
    box.current?.focus({ preventScroll: true })
  }, [focus])

  function sort(pasted: string): void {
    const sorted = sortedIn(values, readPaste(pasted, currentSecond()), system, zone)
    setOutcome(sorted)
    setText('')
    if (sorted.used.length > 0) set(changesOf(sorted.values, sorted.used))
  }

  function takePaste(event: ClipboardEvent): void {
    event.preventDefault()
    sort(event.clipboardData.getData('text'))
  }

  return (
    <div className={styles.paste}>
      <Textarea
        ref={box}
        name="paste"
        label={form.pasteLabel}
        description={form.pasteHelp}
        placeholder={form.pastePlaceholder}
        classNames={{ input: styles.masked ?? '' }}
        inputWrapperOrder={['label', 'input', 'description']}
        rows={2}
        value={text}
        autoComplete="off"
        spellCheck={false}
        onPaste={takePaste}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {text === '' ? null : (
        <Button size="xs" variant="default" onClick={() => sort(text)}>
          {form.pasteSort}
        </Button>
      )}
      <div role="status">{outcome === null ? null : <OutcomeWords outcome={outcome} />}</div>
    </div>
  )
}

/** The name is left alone unless the block brought one, so that the suggested one goes on being suggested. */
function changesOf(values: ReturnType<typeof sortedIn>['values'], used: readonly string[]) {
  const { name, ...others } = values
  return used.includes('name') ? { name, ...others } : others
}

function OutcomeWords({ outcome: { used, unused } }: { outcome: Outcome }) {
  const { texts, words } = usePage()
  const { system } = useForm()
  const { form } = words
  const labels = (fields: readonly string[]) => fields.map((field) => fieldLabel(texts, field, system.id)).join(', ')
  if (used.length === 0 && unused.length === 0) {
    return (
      <p className={styles.note} data-level="warning">
        {form.pasteNothing} {form.pasteNothingNext}
      </p>
    )
  }
  return (
    <>
      {used.length === 0 ? null : <p className={styles.said}>{filled(form.pasteFound, { fields: labels(used) })}</p>}
      {unused.length === 0 ? null : (
        <p className={styles.note} data-level="warning">
          {filled(form.pasteUnused, { fields: labels(unused) })}
        </p>
      )}
    </>
  )
}
