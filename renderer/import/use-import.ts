import { useRef, useState } from 'react'
import { decodedText } from '../../shared/encoding/decoded-text.ts'
import { type Fault, fault as faultWith, type Reply } from '../../shared/fault.ts'
import type { ImportPlan, PlannedImport } from '../../shared/import-export/planned-import.ts'
import { armourOf } from '../../shared/import-export/sealed-file.ts'
import { filled } from '../../shared/text/sentence.ts'
import { useIsLeft } from '../leaving/use-is-left.ts'
import { useLeaveAfterSave } from '../leaving/use-leave-after-save.ts'
import { showDone } from '../notices/show-done.ts'
import { showTrouble } from '../notices/show-trouble.ts'
import { goTo } from '../routes/router.ts'
import { isUnanswered } from '../state/keeper-back.ts'
import { type Page, usePage } from '../state/page-context.ts'
import { showUndoable } from '../state/undo-notice.tsx'
import type { Given } from './dropped-file.ts'
import { secretsIn } from './file-secrets.ts'
import { NOTHING, type Progress, type Typed, through } from './import-parts.ts'

/** The text that was looked at, and what its plan calls each connection. */
type Seen = { readonly text: string; readonly names: readonly string[] }

/** Faults that a passphrase mends. */
export const OPENABLE: readonly string[] = ['import_sealed', 'sealed_wrong_key']

const NOT_SEEN: Seen = { text: '', names: [] }

/**
 * What was given, what would come of it, and why nothing can. Looking again forgets what was seen before; what is taken
 * is what the plan was made of, and nothing is looked at while it is being taken.
 */
export function useImport() {
  const page = usePage()
  const [typed, setTyped] = useState(NOTHING)
  const [plan, setPlan] = useState<ImportPlan | null>(null)
  const [fault, setFault] = useState<Fault | null>(null)
  const [doubt, setDoubt] = useState<Fault | null>(null)
  const [busy, setBusy] = useState(false)
  const [progress, setProgress] = useState<Progress | null>(null)
  const [looked, setLooked] = useState(NOTHING)
  const asked = useRef(0)
  const taking = useRef(false)
  const { isLeaving, leaveBy } = useLeaveAfterSave()
  const isLeft = useIsLeft()
  // For as long as something of it may still be filled in by hand.
  const seen = useRef(NOT_SEEN)

  function give(next: Typed): void {
    setTyped(next)
    setLooked(next)
  }

  async function ask(call: () => Promise<Reply<ImportPlan>>): Promise<ImportPlan | null> {
    asked.current += 1
    const turn = asked.current
    setBusy(true)
    const reply = await call()
    // Something else was given meanwhile: the answer about that one is to be read, whichever comes first.
    if (turn !== asked.current) return null
    if (isLeft.current && taking.current && !reply.ok) showTrouble(page, reply.fault)
    setBusy(false)
    setFault(reply.ok ? null : reply.fault)
    setPlan(reply.ok ? reply.value : null)
    return reply.ok ? reply.value : null
  }

  async function look(next: Typed): Promise<void> {
    if (taking.current) return
    give(next)
    const shown = await ask(() => through(next, setProgress, (part) => page.host.call('moving.preview', part), 'look'))
    if (shown !== null) seen.current = { text: next.text, names: shown.entries.map(({ name }) => name) }
  }

  async function begin(text: string, pasted: boolean): Promise<void> {
    setDoubt(null)
    await look({ ...NOTHING, text, pasted })
  }

  /** A sealed file that `age` has written is no text until it is put into its armour. */
  async function beginFile(file: Given): Promise<void> {
    if (taking.current) return
    if (!(file instanceof Uint8Array)) return refuse(file)
    if (file.length === 0) return
    const read = decodedText(file)
    const text = armourOf(file) ?? read?.text
    if (text === undefined) return refuse(faultWith('no_text_file'))
    await begin(text, false)
    if (read?.encoding === 'windows-1252') setDoubt(faultWith('read_as_windows'))
  }

  function refuse(why: Fault): void {
    asked.current += 1
    seen.current = NOT_SEEN
    setBusy(false)
    give(NOTHING)
    setPlan(null)
    setDoubt(null)
    setFault(why)
  }

  async function take(): Promise<void> {
    taking.current = true
    const done = await ask(() => through(looked, setProgress, (part) => page.host.call('moving.import', part), 'take'))
    taking.current = false
    if (done === null) return
    tellTaken(page, done)
    const stopped = done.stopped === undefined ? null : faultWith(done.stopped.code, done.stopped.params)
    if (isLeft.current) return stopped === null ? undefined : showTrouble(page, stopped)
    setFault(stopped)
    // What was given may hold secrets: once all of it is taken, the page has no use for it.
    if (done.stopped === undefined) give({ ...NOTHING, pasted: looked.pasted })
    // What was refused stays to be read.
    const refused = done.entries.filter(({ action }) => action === 'refused')
    setPlan({ ...done, entries: refused })
    if (refused.length > 0) return
    seen.current = NOT_SEEN
    leaveBy(() => goTo({ screen: 'overview' }))
  }

  /** False once something was typed that the plan does not know of. */
  const isShown = JSON.stringify(typed) === JSON.stringify(looked)

  return {
    isTaking: busy && taking.current,
    isUnsaved: !isLeaving && isToBeLost({ typed, plan, fault, busy }),
    leaveBy,
    typed,
    setTyped,
    plan,
    fault,
    doubt,
    busy,
    progress,
    isShown,
    paste: (text: string) => begin(text, true),
    beginFile,
    look,
    take,
    secretsOf: (planned: PlannedImport) => secretsIn(seen.current.text, seen.current.names, planned),
  }
}

type Standing = {
  readonly typed: Typed
  readonly plan: ImportPlan | null
  readonly fault: Fault | null
  readonly busy: boolean
}

/** What was pasted, for as long as something of it is to be taken, and what was typed with a file: both are nowhere else. */
function isToBeLost({ typed, plan, fault, busy }: Standing): boolean {
  if (`${typed.key}${typed.name}${typed.system}` !== '') return true
  const isOpen = fault !== null && OPENABLE.includes(fault.code)
  return typed.pasted && (busy || isOpen || isToAskAgain({ typed, fault }) || (plan !== null && !isAllHere(plan)))
}

/** Nobody has answered about what was given, which is still here. */
export function isToAskAgain({ typed, fault }: Pick<Standing, 'typed' | 'fault'>): boolean {
  return fault !== null && isUnanswered(fault) && typed.text !== ''
}

/** Nothing of these is to be taken or filled in. */
export function isAllHere({ entries }: Pick<ImportPlan, 'entries'>): boolean {
  return entries.every(({ action }) => action === 'same')
}

export type Import = ReturnType<typeof useImport>

function tellTaken(page: Page, { entries }: ImportPlan): void {
  const { words, actions } = page
  const count = (action: string): number => entries.filter((entry) => entry.action === action).length
  const message = filled(words.importExport.done, { added: count('add'), changed: count('change') })
  const undoable = entries.flatMap(({ name, undoUntil }) => (undoUntil === undefined ? [] : [name]))
  if (undoable.length === 0) return showDone(page, message)
  const names = filled(words.importExport.doneUndo, { names: undoable.join(', ') })
  showUndoable(words, `${message} ${names}`, () => void actions.undoEdits(undoable))
}
