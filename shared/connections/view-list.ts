import type { ConnectionView } from './view.ts'

/** A list with this view in its place, or at the end when it is new; a view older than the one there (by revision) changes nothing. */
export function withView(views: readonly ConnectionView[], view: ConnectionView): readonly ConnectionView[] {
  const place = views.findIndex(({ id }) => id === view.id)
  const before = views[place]
  if (before === undefined) return [...views, view]
  return before.revision <= view.revision ? views.with(place, view) : views
}
