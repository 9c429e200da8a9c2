import { createContext, use } from 'react'
import type { ConnectionView } from '../../shared/connections/view.ts'
import type { Mistake, SecretName, System } from '../../shared/systems/system.ts'
import type { Meanwhile } from './editing/meanwhile.ts'
import type { FormValues } from './form-values.ts'
import type { Judgement } from './judging/judgement.ts'

export type TakenApart = { readonly from: SecretName; readonly fields: readonly string[] }

/** The form as its fields see it. */
export type ConnectionFormState = {
  readonly system: System
  /** Null for a new connection. */
  readonly view: ConnectionView | null
  readonly values: FormValues
  readonly judgement: Judgement
  /** The mistakes of a field that are to be shown now: what was never visited is not blamed for being empty. */
  shown(field: string): readonly Mistake[]
  readonly shownWarnings: number
  /** The fields that may not stay empty, as the others stand now. */
  readonly required: ReadonlySet<string>
  /** Writes into a field what its mistake says is meant. */
  mend(field: string, value: string): void
  set(change: Partial<FormValues>): void
  setSetting(name: string, value: string | boolean): void
  setEndpoint(name: string, value: string): void
  /** A server's whole reply is taken apart, each part into its own field. */
  setSecret(name: SecretName, value: string): void
  /** The last reply that was, for the field that it was pasted into. */
  readonly takenApart: TakenApart | null
  /** What others have saved since this form was opened; null where nobody has. */
  readonly meanwhile: Meanwhile | null
}

export const FormContext = createContext<ConnectionFormState | null>(null)

export function useForm(): ConnectionFormState {
  const form = use(FormContext)
  if (form === null) throw new Error('useForm outside of FormContext')
  return form
}
