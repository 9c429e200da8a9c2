/** The palette, and what the keys do. */
export const keys = {
  title: 'Keys',
  palette: 'Go to, or do',
  type: 'A screen, a connection, or what to do: test ward-3',
  open: 'Open {name}',
  action: '{action}: {name}',
  doesPalette: 'Every screen, connection and action, by a few letters',
  doesSearch: 'Search in the list',
  doesStep: 'The next connection, the one before',
  doesMenu: 'To the actions of a connection, and back',
  doesOpen: 'Open the connection',
  doesMark: 'Select the connection, or no longer',
  doesRange: 'Select on the way',
  doesAll: 'Select all that are shown',
  doesNone: 'Select none',
  letters: 'Single letters are keys',
  lettersSay: 'Switch this off where letters come by chance, as with dictation.',
} as const
