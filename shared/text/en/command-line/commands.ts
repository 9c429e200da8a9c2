import type { CommandText } from '../../command-text.ts'

/** Said of every command that takes several. */
const SEVERAL =
  'Several names, or a pattern in quotes, are worked off a few at a time; one that fails stops no other. The exit code is then ' +
  'the worst of theirs, and --json prints one object with the outcome of each.'

export const commandLineCommands = {
  list: {
    about: 'Show all connections: what is valid, what ends next, what needs you.',
    details:
      '--state, --system and --tag choose some of them; words with commas between, or the option more than once, are ' +
      'alternatives. --watch goes on until stopped: on a terminal as a picture that is kept up to date, into a pipe as ' +
      'a line for each change. --check is a monitoring plugin: one line and performance data, and of its own exit codes ' +
      '0 OK, 1 WARNING, 2 CRITICAL (needs a person, or expired), 3 UNKNOWN (nothing could be found out). --prometheus ' +
      'prints the text format that Prometheus and OpenMetrics collectors read.',
    examples: [
      'everbearer list',
      'everbearer list --state needs-person,expired --json',
      'everbearer list --system draw --sort end',
      'everbearer list --watch',
      'everbearer list --check',
      'everbearer list --prometheus > /var/lib/prometheus/node-exporter/everbearer.prom',
    ],
  },
  refresh: {
    about: 'Renew a token now, whether or not it is due; or those of several connections, or of all.',
    details: SEVERAL,
    examples: ['everbearer refresh draw-ward-3', "everbearer refresh 'draw-*'", 'everbearer refresh --all --json'],
  },
  test: {
    about: 'Find out whether the server is reached and accepts the token. Spends nothing.',
    details:
      'With --ping (OSAIS) the whole way is proved: login, the free ping AI with the test image of "everbearer show NAME", ' +
      'its look-up until it has ended, and whether the server calls this client validated. The server then calls back. No ' +
      `other AI is ever called. ${SEVERAL}`,
    examples: [
      'everbearer test draw-ward-3',
      'everbearer test draw-ward-3 --json',
      "everbearer test 'draw-*' billing",
      'everbearer test --all',
      'everbearer test lab --ping',
    ],
  },
  pause: {
    about: 'Stop renewing a connection until it is resumed; or several, or all.',
    details: SEVERAL,
    examples: ['everbearer pause draw-ward-3', "everbearer pause 'draw-*'", 'everbearer pause --all'],
  },
  resume: {
    about: 'Let a paused connection go on; or several, or all.',
    details: SEVERAL,
    examples: ['everbearer resume draw-ward-3', 'everbearer resume --all'],
  },
  remove: {
    about: 'Delete a connection together with its tokens; or several.',
    details:
      'It is out of the vault at once. While an agent, window or page runs, "restore" takes it back for a minute. Only then is ' +
      'an OAuth server told that the session is over, where it lets itself be told; a server that does not answer is no hindrance. ' +
      'Of several, and of a pattern, those that would go are named first, and go with --yes.',
    examples: ['everbearer remove draw-ward-3 --yes', "everbearer remove 'trial-*'"],
  },
  completion: {
    about: 'Print what makes a shell complete commands, options and the names of connections.',
    details:
      'Commands and options are asked of Everbearer itself each time, so that they are never out of date. Names come from the ' +
      'Everbearer that runs, else from the list that it left; while its vault is shut none is shown.',
    examples: [
      'source <(everbearer completion bash)',
      'source <(everbearer completion zsh)',
      'everbearer completion fish > ~/.config/fish/completions/everbearer.fish',
      'everbearer completion powershell | Out-String | Invoke-Expression',
    ],
  },
  agent: {
    about: 'Keep all tokens fresh, with no window, until it is stopped; or let the system start it at login.',
    details:
      'Stop it with Ctrl-C or SIGTERM; renewals under way are finished first. --install writes a unit for systemd’s user ' +
      'manager, launchd or Task Scheduler, shows it first, and starts it. EVERBEARER_HOME, EVERBEARER_VAULT, ' +
      'EVERBEARER_PASSPHRASE_FILE, EVERBEARER_LOG and NODE_EXTRA_CA_CERTS are written into it where they are set; a passphrase ' +
      'never is. Beside a desktop that starts at login nothing is done twice: whichever comes first keeps, the other stands by. --system-unit ' +
      'prints a unit for a server that serves a whole site.',
    examples: ['everbearer agent', 'everbearer agent --install', 'everbearer agent --status --json'],
  },
} as const satisfies Record<string, CommandText>
