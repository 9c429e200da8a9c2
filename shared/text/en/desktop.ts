/** What the desktop says outside of its window: tray, menus, notifications. */
export const desktop = {
  open: 'Open Everbearer',
  refreshAll: 'Refresh all',
  quit: 'Quit',
  startAtLogin: 'Start at login',
  closeToTray: 'Keep running when the window is closed',
  connection: '{name}: {state}',
  more: '{count} more in the window',

  trayIdle: 'Everbearer: no connections yet',
  trayCalm: 'Everbearer: all is valid',
  traySoon: 'Everbearer: something ends soon or is late',
  trayTrouble: 'Everbearer: somebody is needed',

  stillHere: 'Everbearer goes on',
  stillHereSay: 'Tokens are kept fresh in the background. Open the window or quit from the icon in the panel.',
  noTray: 'Everbearer goes on without an icon',
  noTraySay: 'This desktop shows none. Start Everbearer again to bring the window back.',

  needsYou: '{name} needs you',
  endsSoon: '{name} ends in {days} d',
  endsTomorrow: '{name} ends within a day',
  endsSoonSay: 'It cannot renew itself. Get a new token from the server before then.',
  recovered: '{name} is well again',
  recoveredSay: 'Its token is renewed again.',
  settingsAside: 'The window begins anew',
  settingsAsideSay: 'Its settings could not be read. The old file is kept as {file}.',
  settingsUnwritable: 'The window cannot remember its settings',
  settingsUnwritableSay: 'Its file cannot be used: {path} ({detail}). Tokens are not touched by that.',

  menuFile: 'File',
  menuView: 'View',
  menuAdd: 'Add connection',
  menuJournal: 'Journal',
  menuSettings: 'Settings',

  notStarted: 'Everbearer cannot start',
  windowFailed: 'The window was opened anew',
  windowFailedSay: 'It had stopped working. Tokens were kept fresh all the while.',
} as const
