import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { Input } from '../../shared/contract.ts'
import type { Fault, Reply } from '../../shared/fault.ts'
import type { ImportPlan } from '../../shared/moving/import-plan.ts'
import { filled } from '../../shared/text/sentence.ts'
import { goTo } from '../routes/router.ts'
import { usePage } from '../state/page-context.ts'

export type Typed = { readonly text: string; readonly key: string; readonly name: string; readonly system: string }

const NOTHING: Typed = { text: '', key: '', name: '', system: '' }

/** What was given, what would come of it, and why nothing can. Looking again forgets what was seen before. */
export function useImport() {
  const { host, words } = usePage()
  const [typed, setTyped] = useState(NOTHING)
  const [plan, setPlan] = useState<ImportPlan | null>(null)
  const [fault, setFault] = useState<Fault | null>(null)
  const [busy, setBusy] = useState(false)

  async function ask(call: () => Promise<Reply<ImportPlan>>): Promise<ImportPlan | null> {
    setBusy(true)
    const reply = await call()
    setBusy(false)
    setFault(reply.ok ? null : reply.fault)
    setPlan(reply.ok ? reply.value : null)
    return reply.ok ? reply.value : null
  }

  async function look(next: Typed): Promise<void> {
    setTyped(next)
    await ask(() => host.call('moving.preview', inputOf(next)))
  }

  async function take(): Promise<void> {
    const done = await ask(() => host.call('moving.import', inputOf(typed)))
    if (done === null) return
    const count = (deed: string): number => done.entries.filter((entry) => entry.deed === deed).length
    const message = filled(words.moving.done, { added: count('add'), changed: count('change') })
    notifications.show({ color: 'leaf', message, closeButtonProps: { 'aria-label': words.shell.close } })
    setTyped(NOTHING)
    // What was refused stays to be read.
    setPlan({ ...done, entries: done.entries.filter(({ deed }) => deed === 'refused') })
    if (count('refused') === 0) goTo({ screen: 'overview' })
  }

  return { typed, setTyped, plan, fault, busy, begin: (text: string) => look({ ...NOTHING, text }), look, take }
}

export type Import = ReturnType<typeof useImport>

function inputOf({ text, key, name, system }: Typed): Input<'moving.preview'> {
  return {
    text,
    ...(key === '' ? {} : { key }),
    ...(name === '' ? {} : { name }),
    ...(system === '' ? {} : { system }),
  }
}
