/** How somebody is told outside of the window, on the settings page: to be seen there, and set elsewhere. */
export const notify = {
  title: 'Message you outside of the window',
  say: 'Set on the command line alone ("everbearer settings set notify.command"), since it says what runs.',
  command: 'Runs {command}',
  webhook: 'Sends to {webhook}',
  bySite: 'Set by your site.',
  noKey: 'It has no key yet, so nothing is sent.',
  waiting: 'Waiting to be sent: {count}.',
} as const
