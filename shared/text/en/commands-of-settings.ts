import type { CommandText } from '../command-text.ts'

/** What applies to all connections, and how somebody is told outside of the window. */
export const commandsOfSettings = {
  settings: { about: 'Read or change what applies to all connections.' },
  'settings get': { about: 'Show all settings, or one.', examples: ['everbearer settings get'] },
  'settings set': {
    about: 'Change a setting.',
    details:
      'notify.command takes a JSON array: a program’s full path and its arguments, in which {title}, {text}, {next}, {event}, ' +
      '{connections}, {count}, {days} and {id} are filled in; no shell reads it. notify.webhook.secret is asked for without ' +
      'being shown, or read from standard input. For the three of them and consumers.bridge, none takes away what was set.',
    examples: [
      'everbearer settings set backgroundRenewal false',
      'everbearer settings set notify.command \'["/usr/bin/notify-send", "{title}", "{text}"]\'',
      'everbearer settings set notify.webhook https://alerts.example/everbearer',
      'everbearer settings set notify.webhook.secret',
    ],
  },
  notify: { about: 'How somebody is told outside of the window: by a command, by a webhook.' },
  'notify status': {
    about: 'Show how somebody is told, what hinders that, and how many alerts wait.',
    examples: ['everbearer notify status'],
  },
  'notify test': {
    about: 'Tell a test by every way that is set, and say how each went.',
    examples: ['everbearer notify test'],
  },
} as const satisfies Record<string, CommandText>
