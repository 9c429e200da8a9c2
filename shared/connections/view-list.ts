import type { ConnectionView } from './view.ts'

/** A list with this view in its place, or at the end when it is new; one that was overtaken on its way changes nothing. */
export function withView(views: readonly ConnectionView[], view: ConnectionView): readonly ConnectionView[] {
  return views.some((each) => each.id === view.id)
    ? views.map((each) => (each.id === view.id && each.revision <= view.revision ? view : each))
    : [...views, view]
}
