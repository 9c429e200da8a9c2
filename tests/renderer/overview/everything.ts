import type { ListQuery } from '../../../renderer/overview/list/list-query.ts'

/** What nobody has narrowed down. */
export const EVERYTHING: ListQuery = {
  search: '',
  states: [],
  systems: [],
  tags: [],
  causes: [],
  sort: 'added',
  down: false,
  group: 'none',
  dense: false,
}
