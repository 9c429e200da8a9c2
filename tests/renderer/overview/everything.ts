import type { Question } from '../../../renderer/overview/list/question.ts'

/** What nobody has narrowed down. */
export const EVERYTHING: Question = {
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
