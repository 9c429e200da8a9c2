import type { ConnectionView } from '../../shared/connections/view.ts'
import type { System } from '../../shared/systems/system.ts'
import { type FormValues, initialValues } from './form-values.ts'

/** The settings of another connection for a new one. Its secrets do not come along: the page has never seen them. */
export function valuesLike(view: ConnectionView, system: System, zone: string): FormValues {
  const { settings, endpoints } = initialValues(system, view, zone)
  return { ...initialValues(system, null, zone), settings, endpoints }
}
