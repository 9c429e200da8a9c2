import { useRef, useState } from 'react'
import type { Input } from '../../shared/api/contract/contract.ts'
import { decodedText } from '../../shared/encoding/decoded-text.ts'
import { type Fault, FaultError, fault as faultWith, type Reply, replyOf } from '../../shared/fault.ts'
import { importAll } from '../../shared/import-export/import-run.ts'
import type { ImportPlan, PlannedImport } from '../../shared/import-export/planned-import.ts'
import { armourOf } from '../../shared/import-export/sealed-file.ts'
import { filled } from '../../shared/text/sentence.ts'
import { showNotice } from '../notices/show-notice.ts'
import { goTo } from '../routes/router.ts'
import { type Page, usePage } from '../state/page-context.ts'
import { showUndoable } from '../state/undo-notice.tsx'
import { currentSecond } from '../time/ticker.ts'
import type { Given } from './dropped-file.ts'
import { secretsIn } from './file-secrets.ts'

export type Typed = { readonly text: string; readonly key: string; readonly name: string; readonly system: string }

/** The text that was looked at, and what its plan calls each connection. */
type Seen = { readonly text: string; readonly names: readonly string[] }

const NOT_SEEN: Seen = { text: '', names: [] }

type Progress = { readonly done: number; readonly total: number }

const NOTHING: Typed = { text: '', key: '', name: '', system: '' }

/**
 * What was given, what would come of it, and why nothing can. Looking again forgets what was seen before; what is taken
 * is what the plan was made of, and nothing is looked at while it is being taken.
 */
export function useImport() {
  const page = usePage()
  const { host } = page
  const [typed, setTyped] = useState(NOTHING)
  const [plan, setPlan] = useState<ImportPlan | null>(null)
  const [fault, setFault] = useState<Fault | null>(null)
  const [doubt, setDoubt] = useState<Fault | null>(null)
  const [busy, setBusy] = useState(false)
  const [progress, setProgress] = useState<Progress | null>(null)
  const [looked, setLooked] = useState(NOTHING)
  const asked = useRef(0)
  const taking = useRef(false)
  // For as long as something of it may still be filled in by hand.
  const seen = useRef(NOT_SEEN)

  async function ask(call: () => Promise<Reply<ImportPlan>>): Promise<ImportPlan | null> {
    asked.current += 1
    const turn = asked.current
    setBusy(true)
    const reply = await call()
    // Something else was given meanwhile: the answer about that one is to be read, whichever comes first.
    if (turn !== asked.current) return null
    setBusy(false)
    setFault(reply.ok ? null : reply.fault)
    setPlan(reply.ok ? reply.value : null)
    return reply.ok ? reply.value : null
  }

  async function look(next: Typed): Promise<void> {
    if (taking.current) return
    setTyped(next)
    setLooked(next)
    const shown = await ask(() => through(next, setProgress, (part) => host.call('moving.preview', part), 'looks'))
    if (shown !== null) seen.current = { text: next.text, names: shown.entries.map(({ name }) => name) }
  }

  async function begin(text: string): Promise<void> {
    setDoubt(null)
    await look({ ...NOTHING, text })
  }

  /** A sealed file that `age` has written is no text until it is put into its armour. */
  async function beginFile(file: Given): Promise<void> {
    if (taking.current) return
    if (!(file instanceof Uint8Array)) return refuse(file)
    if (file.length === 0) return
    const read = decodedText(file)
    const text = armourOf(file) ?? read?.text
    if (text === undefined) return refuse(faultWith('no_text_file'))
    await begin(text)
    if (read?.encoding === 'windows-1252') setDoubt(faultWith('read_as_windows'))
  }

  function refuse(why: Fault): void {
    asked.current += 1
    seen.current = NOT_SEEN
    setBusy(false)
    setTyped(NOTHING)
    setLooked(NOTHING)
    setPlan(null)
    setDoubt(null)
    setFault(why)
  }

  async function take(): Promise<void> {
    taking.current = true
    const done = await ask(() => through(looked, setProgress, (part) => host.call('moving.import', part), 'takes'))
    taking.current = false
    if (done === null) return
    tellTaken(page, done)
    setFault(done.stopped === undefined ? null : faultWith(done.stopped.code, done.stopped.params))
    // What was given may hold secrets: once all of it is taken, the page has no use for it.
    if (done.stopped === undefined) {
      setTyped(NOTHING)
      setLooked(NOTHING)
    }
    // What was refused stays to be read.
    const refused = done.entries.filter(({ action }) => action === 'refused')
    setPlan({ ...done, entries: refused })
    if (refused.length > 0) return
    seen.current = NOT_SEEN
    goTo({ screen: 'overview' })
  }

  /** False once something was typed that the plan does not know of. */
  const isShown = JSON.stringify(typed) === JSON.stringify(looked)

  return {
    typed,
    setTyped,
    plan,
    fault,
    doubt,
    busy,
    progress,
    isShown,
    begin,
    beginFile,
    look,
    take,
    secretsOf: (planned: PlannedImport) => secretsIn(seen.current.text, seen.current.names, planned),
  }
}

export type Import = ReturnType<typeof useImport>

/** A long file goes through in parts, and says how far it is. */
function through(
  given: Typed,
  tell: (progress: Progress | null) => void,
  send: (part: Input<'moving.preview'>) => Promise<Reply<ImportPlan>>,
  does: 'looks' | 'takes',
): Promise<Reply<ImportPlan>> {
  const sent = async (part: Input<'moving.preview'>): Promise<ImportPlan> => {
    const reply = await send(part)
    if (reply.ok) return reply.value
    throw new FaultError(reply.fault)
  }
  const told = (done: number, total: number): void => tell({ done, total })
  return replyOf(() => importAll(inputOf(given), currentSecond(), sent, told, does).finally(() => tell(null)))
}

function tellTaken({ words, actions }: Page, { entries }: ImportPlan): void {
  const count = (action: string): number => entries.filter((entry) => entry.action === action).length
  const message = filled(words.moving.done, { added: count('add'), changed: count('change') })
  const undoable = entries.flatMap(({ name, undoUntil }) => (undoUntil === undefined ? [] : [name]))
  if (undoable.length === 0) {
    showNotice({ color: 'leaf', message, closeButtonProps: { 'aria-label': words.shell.close } })
    return
  }
  const names = filled(words.moving.doneUndo, { names: undoable.join(', ') })
  showUndoable(words, `${message} ${names}`, () => void actions.takeBack(undoable))
}

function inputOf({ text, key, name, system }: Typed): Input<'moving.preview'> {
  return {
    text,
    ...(key === '' ? {} : { key }),
    ...(name === '' ? {} : { name }),
    ...(system === '' ? {} : { system }),
  }
}
