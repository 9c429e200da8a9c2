import { counted } from '../counted.ts'

/** The journal page. */
export const journal = {
  title: 'Journal',
  under: 'What happened, in plain words. It holds no secrets and can be shown to somebody who helps.',
  connection: 'Connection',
  everything: 'Everything',
  show: 'Show',
  all: 'All',
  troubles: 'Troubles',
  empty: 'Nothing has happened yet.',
  emptyFiltered: 'Nothing of this kind is in the journal.',
  unreadable: counted({
    one: 'One line of the journal could not be read and was left out.',
    other: '{count} lines of the journal could not be read and were left out.',
  }),
  more: 'Show older entries',
  search: 'Search',
  searchHint: 'renewed, refused, 401',
  from: 'From',
  until: 'Until',
  times: counted({ one: 'once, {first}', other: '{count} times, first {first}' }),
  save: 'Save as file',
} as const
