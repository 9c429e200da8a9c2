import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useMemo, useState } from 'react'
import type { ConnectionView } from '../../shared/connections/view.ts'
import type { Pasted } from '../../shared/entry/paste/paste.ts'
import type { Mistake, SecretName, System } from '../../shared/systems/system.ts'
import { usePageState } from '../state/page-context.ts'
import type { TestRun } from '../state/page-state.ts'
import { currentSecond } from '../time/ticker.ts'
import { useLocale } from '../time/use-locale.ts'
import { changedMeanwhile, rebased } from './editing/meanwhile.ts'
import type { ConnectionFormState, TakenApart } from './form-context.ts'
import { baseOf, type FormValues, initialValues, replySortedIn, sortedIn } from './form-values.ts'
import { isAbsence, shownOf } from './judging/absent-fields.ts'
import { type FormStanding, standingOf } from './judging/form-standing.ts'
import { judge, suggestedName } from './judging/judgement.ts'
import { requiredFields } from './judging/required-fields.ts'
import { valuesLike } from './like.ts'

/** Long enough that nobody is told that "htt" is no address. */
const THINKING_MS = 450

/** What the form stands over: the values of that edition, and those with which it began. */
export type Opened = {
  readonly initial: FormValues
  readonly first: FormValues
  readonly edition: string | null
  /** How often secrets had been entered when it was opened. */
  readonly secretsEntered: number
}

export type UsedForm = ConnectionFormState & {
  readonly isDirty: boolean
  readonly opened: Opened
  /** Judged by what stands there this very moment, for saving. */
  judgeNow(): ConnectionFormState['judgement']
  visit(field: string): void
  /** From now on everything is told, also what was never visited. */
  tellAll(): void
  /** How it stands with all of it; `test`: the test of exactly this, if there was one. */
  standing(test: TestRun | null): FormStanding
}

/** What a new one begins with: the settings of another connection, or what was read of it elsewhere. */
type Beginning = { readonly like?: ConnectionView | null; readonly begun?: readonly Pasted[] }

/** The state of one form. A form for another system or connection is another component (`key`). */
export function useConnectionForm(
  system: System,
  view: ConnectionView | null,
  { like = null, begun = [], isSaving = false }: Beginning & { readonly isSaving?: boolean } = {},
): UsedForm {
  const { zone } = useLocale()
  const [opened, setOpened] = useState<Opened>(() => {
    const blank = like === null ? initialValues(system, view, zone) : valuesLike(like, system, zone)
    const named = view === null ? { ...blank, name: suggestedName(system, blank.settings, []) } : blank
    const initial = begun.length === 0 ? named : sortedIn(named, begun, system, zone).values
    return { initial, first: initial, edition: view?.edition ?? null, secretsEntered: view?.secretsEntered ?? 0 }
  })
  const { initial } = opened
  const [values, setValues] = useState(initial)
  // While this person's own change is being saved, that is what the edition changes by.
  if (view !== null && view.edition !== '' && view.edition !== opened.edition && !isSaving) {
    const after = { ...initialValues(system, view, zone), name: initial.name }
    setOpened({ ...opened, initial: after, edition: view.edition })
    setValues(rebased(values, initial, after))
  }
  const [visited, setVisited] = useState<ReadonlySet<string>>(new Set())
  const [tellsAll, setTellsAll] = useState(false)
  const [nameIsOurs, setNameIsOurs] = useState(view === null && !begun.some(({ field }) => field === 'name'))
  const [takenApart, setTakenApart] = useState<TakenApart | null>(null)
  const names = usePageState((state) => state.connections)
  const taken = useMemo(() => (names ?? []).flatMap(({ name }) => (name === view?.name ? [] : [name])), [names, view])
  const base = useMemo(() => (view === null ? null : baseOf(view, system)), [view, system])
  const [calm, setCalm] = useState(values)
  const judgeSoon = useDebouncedCallback(setCalm, THINKING_MS)
  useEffect(() => judgeSoon(values), [judgeSoon, values])
  const factsNow = () => ({ system, base, boundTo: view?.boundTo ?? [], taken, now: currentSecond() })
  const judgeValues = (typed: FormValues) => judge(typed, factsNow())
  // Who has tried to save wants to see each mistake go the moment it is mended.
  const judged = tellsAll ? values : calm
  // biome-ignore lint/correctness/useExhaustiveDependencies: the clock alone is no reason to judge again
  const judgement = useMemo(() => judgeValues(judged), [judged, system, base, taken])
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  const required = useMemo(() => requiredFields(judged, factsNow()), [judged, system, base, taken])
  const shown = (field: string) => shownOf(judgement.byField[field] ?? [], tellsAll || visited.has(field))
  const allShown = Object.keys(judgement.byField).flatMap(shown)
  const count = (level: Mistake['level']) => allShown.filter((mistake) => mistake.level === level).length

  function set(change: Partial<FormValues>): void {
    if (change.name !== undefined) setNameIsOurs(false)
    setValues((current) => ({ ...current, ...change }))
  }

  function setSetting(name: string, value: string | boolean): void {
    setValues((current) => {
      const settings = { ...current.settings, [name]: value }
      return { ...current, settings, ...(nameIsOurs ? { name: suggestedName(system, settings, taken) } : {}) }
    })
  }

  function setSecret(name: SecretName, value: string): void {
    const sorted = replySortedIn(values, name, value, { system, zone, now: currentSecond() })
    setTakenApart(sorted === null ? null : { from: name, fields: sorted.used })
    if (sorted !== null) return setValues(sorted.values)
    setValues((current) => {
      // An expiry belongs to the token that it came with; the old one's must not be saved with a new token.
      const isStale = name === 'accessToken' && current.expiry === initial.expiry && view !== null
      const expiry = isStale ? { ...current.expiry, local: '' } : current.expiry
      return { ...current, expiry, secrets: { ...current.secrets, [name]: value } }
    })
  }

  return {
    system,
    view,
    values,
    judgement,
    shown,
    shownWarnings: count('warning'),
    required,
    mend(field, value) {
      const mended =
        field === 'name' ? { ...values, name: value } : sortedIn(values, [{ field, value }], system, zone).values
      setValues(mended)
      setCalm(mended)
    },
    standing(test) {
      const openFields = Object.entries(judgement.byField)
        .filter(([, found]) => found.some((mistake) => mistake.level === 'error' && isAbsence(mistake)))
        .map(([field]) => field)
        // The name is asked for last.
        .sort((one, other) => Number(one === 'name') - Number(other === 'name'))
      return standingOf({ shownErrors: count('error'), openFields, test })
    },
    set,
    setSetting,
    setEndpoint: (name, value) =>
      setValues((current) => ({ ...current, endpoints: { ...current.endpoints, [name]: value } })),
    setSecret,
    takenApart,
    opened,
    meanwhile:
      opened.edition === null || opened.initial === opened.first
        ? null
        : {
            fields: changedMeanwhile(opened.first, initial),
            secrets: view !== null && view.secretsEntered !== opened.secretsEntered,
          },
    // What was handed over from a file stands in no other place.
    isDirty: begun.length > 0 || JSON.stringify(values) !== JSON.stringify(initial),
    judgeNow: () => judgeValues(values),
    visit(field) {
      // A button has no name, and may just have written something that is newer than these values.
      if (field === '') return
      setVisited((before) => new Set([...before, field]))
      // Who leaves a field is done with it; judged by what stood there before, it would be called missing.
      setCalm(values)
    },
    tellAll: () => setTellsAll(true),
  }
}
